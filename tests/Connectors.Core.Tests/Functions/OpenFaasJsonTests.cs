using System.Text.Json;
using Connectors.Core.Functions;
using Connectors.Core.Providers;

namespace Connectors.Core.Tests.Functions;

public sealed class OpenFaasJsonTests
{
    [Fact]
    public void A_deployment_as_the_command_line_client_sends_it()
    {
        var deployment = JsonSerializer.Deserialize(
            """
            {"service":"shout","image":"shout:latest","namespace":"dev","envProcess":"tr a-z A-Z","envVars":{"write_debug":"true"},
             "constraints":["node=a"],"secrets":["key"],"labels":{"com.openfaas.scale.min":"2"},"annotations":{"topic":"t"},
             "limits":{"memory":"1024Mi","cpu":"0.10"},"requests":{"memory":"1Mi"},"readOnlyRootFilesystem":true,"network":"ignored"}
            """,
            OpenFaasJson.Default.FunctionDeployment);
        Assert.NotNull(deployment);
        Assert.Equal("shout", deployment.Service);
        Assert.Equal("dev", deployment.Namespace);
        Assert.Equal("tr a-z A-Z", deployment.EnvProcess);
        Assert.Equal("true", deployment.EnvVars?["write_debug"]);
        Assert.Equal(["node=a"], deployment.Constraints);
        Assert.Equal(["key"], deployment.Secrets);
        Assert.Equal("2", deployment.Labels?["com.openfaas.scale.min"]);
        Assert.Equal("t", deployment.Annotations?["topic"]);
        Assert.Equal(new FunctionResources { Memory = "1024Mi", Cpu = "0.10" }, deployment.Limits);
        Assert.Equal(new FunctionResources { Memory = "1Mi" }, deployment.Requests);
        Assert.True(deployment.ReadOnlyRootFilesystem);
    }

    [Fact]
    public void A_status_leaves_out_what_is_unset_and_keeps_the_maps()
    {
        var json = JsonSerializer.Serialize(new FunctionStatus { Name = "shout", Image = "i", Replicas = 1, CreatedAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) }, OpenFaasJson.Default.FunctionStatus);
        using var document = JsonDocument.Parse(json);
        Assert.Equal(
            ["name", "image", "namespace", "labels", "annotations", "replicas", "availableReplicas", "invocationCount", "createdAt"],
            document.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal("{}", document.RootElement.GetProperty("labels").GetRawText());
        Assert.Equal("{}", document.RootElement.GetProperty("annotations").GetRawText());
        Assert.Equal("2026-01-02T03:04:05+00:00", document.RootElement.GetProperty("createdAt").GetString());
    }

    [Fact]
    public void Limits_and_usage_come_as_they_are()
    {
        var json = JsonSerializer.Serialize(
            new FunctionStatus { Name = "shout", Limits = new FunctionResources { Memory = "1024Mi" }, ReadOnlyRootFilesystem = true, Usage = new FunctionUsage { Cpu = 12.5, TotalMemoryBytes = 1024 } },
            OpenFaasJson.Default.FunctionStatus);
        Assert.Contains("""
            "limits":{"memory":"1024Mi"}
            """.Trim(), json, StringComparison.Ordinal);
        Assert.Contains("\"usage\":{\"cpu\":12.5,\"totalMemoryBytes\":1024}", json, StringComparison.Ordinal);
        Assert.Contains("\"readOnlyRootFilesystem\":true", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_is_read_as_text_or_as_bytes()
    {
        var secret = JsonSerializer.Deserialize("""{"name":"key","namespace":"dev","value":"text","rawValue":"AAEC"}""", OpenFaasJson.Default.SecretContract);
        Assert.Equal("text", secret?.Value);
        Assert.Equal([0, 1, 2], secret?.RawValue);
    }

    [Fact]
    public void A_secret_in_a_list_has_a_name_and_a_namespace_only() =>
        Assert.Equal("""{"name":"key","namespace":"dev"}""", JsonSerializer.Serialize(new SecretContract { Name = "key", Namespace = "dev" }, OpenFaasJson.Default.SecretContract));

    [Fact]
    public void Delete_and_scale_are_read_in_any_case()
    {
        Assert.Equal("shout", JsonSerializer.Deserialize("""{"functionName":"shout","namespace":"dev"}""", OpenFaasJson.Default.DeleteFunctionRequest)?.FunctionName);
        Assert.Equal("shout", JsonSerializer.Deserialize("""{"FunctionName":"shout"}""", OpenFaasJson.Default.DeleteFunctionRequest)?.FunctionName);
        var scale = JsonSerializer.Deserialize("""{"serviceName":"shout","replicas":3,"namespace":"dev"}""", OpenFaasJson.Default.ScaleFunctionRequest);
        Assert.Equal(("shout", 3L, "dev"), (scale?.ServiceName, scale!.Replicas, scale.Namespace));
    }

    [Fact]
    public void The_information_has_every_field_that_clients_dereference() =>
        Assert.Equal(
            """{"provider":{"provider":"process","orchestration":"processes","version":{"release":"1","sha":"a"}},"version":{"release":"2","sha":"b"},"arch":"x86_64"}""",
            JsonSerializer.Serialize(
                new SystemInfo(new ProviderInfoContract("process", "processes", new VersionContract("1", "a")), new VersionContract("2", "b"), "x86_64"),
                OpenFaasJson.Default.SystemInfo));

    [Fact]
    public void A_log_line_has_the_five_fields() =>
        Assert.Equal(
            """{"name":"shout","namespace":"dev","instance":"shout-1","timestamp":"2026-01-02T03:04:05+00:00","text":"hi"}""",
            JsonSerializer.Serialize(new FunctionLogLine("shout", "dev", "shout-1", new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), "hi"), OpenFaasJson.Default.FunctionLogLine));

    [Fact]
    public void A_namespace_is_written_with_its_maps() =>
        Assert.Equal(
            """{"name":"dev","annotations":{"openfaas":"1"}}""",
            JsonSerializer.Serialize(new FunctionNamespace { Name = "dev", Annotations = new Dictionary<string, string> { ["openfaas"] = "1" } }, OpenFaasJson.Default.FunctionNamespace));
}
