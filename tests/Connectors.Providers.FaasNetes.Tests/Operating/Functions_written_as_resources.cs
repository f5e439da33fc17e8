using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.TestServers;
using Connectors.TestServers.Kubernetes;

namespace Connectors.Providers.FaasNetes.Tests.Operating;

/// <summary>What the operator makes of resources of the kind Function, on a real cluster.</summary>
[Collection("cluster")]
public sealed class Functions_written_as_resources(OperatorHost host) : IClassFixture<OperatorHost>
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_is_applied_runs_and_tells_how_it_is()
    {
        await host.ApplyAsync("applied", "  labels: { team: red }\n  annotations: { topic: orders }\n  environment: { greeting: hello }\n  limits: { memory: 64Mi }\n");
        var resource = await host.ConditionAsync("applied", "Healthy", "True");
        Assert.Equal("HELLO", await host.CallAsync("applied", "hello"));
        Assert.Equal("True", OperatorHost.Condition(resource, "Ready")!["status"]!.GetValue<string>());
        Assert.Equal("False", OperatorHost.Condition(resource, "Stalled")!["status"]!.GetValue<string>());
        var settled = await host.ConditionAsync("applied", "Reconciling", "False");
        Assert.Equal((1, 1, 0), (settled["status"]!["replicas"]!.GetValue<int>(), settled["status"]!["availableReplicas"]!.GetValue<int>(), settled["status"]!["unavailableReplicas"]!.GetValue<int>()));

        var listed = Assert.Single(await host.Provider.Catalogue.ListAsync(OperatorHost.Space, Ending), one => one.Name == "applied");
        Assert.Equal("red", listed.Labels["team"]);
        Assert.Equal("orders", listed.Annotations["topic"]);
        Assert.Equal("hello", listed.EnvVars!["greeting"]);
        Assert.Equal("64Mi", listed.Limits!.Memory);
        Assert.Equal("applied", (await host.GetAsync("service", "applied"))["metadata"]!["name"]!.GetValue<string>());
        await host.KubectlAsync("delete", "functions.openfaas.com", "applied");
    }

    [Fact]
    public async Task One_that_is_edited_is_rolled_out_and_the_same_again_is_not()
    {
        await host.ApplyAsync("edited");
        await host.ConditionAsync("edited", "Healthy", "True");
        await host.ApplyAsync("edited", "  environment: { colour: blue }\n");
        var rolled = await host.UntilAsync("deployment", "edited", one => one["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.ToJsonString().Contains("blue", StringComparison.Ordinal));
        await host.ConditionAsync("edited", "Reconciling", "False");
        await host.ApplyAsync("edited", "  environment: { colour: blue }\n");
        // Something else that is seen after it: by then the same would have been rolled out again.
        await host.ApplyAsync("edited-witness");
        await host.ConditionAsync("edited-witness", "Ready", "True");
        Assert.Equal(rolled["metadata"]!["generation"]!.GetValue<long>(), (await host.GetAsync("deployment", "edited"))["metadata"]!["generation"]!.GetValue<long>());
        await host.KubectlAsync("delete", "functions.openfaas.com", "edited", "edited-witness");
    }

    [Fact]
    public async Task What_somebody_edits_by_hand_in_its_Deployment_is_put_right_but_for_the_replicas()
    {
        await host.ApplyAsync("handed", "  labels: { team: red }\n");
        await host.ConditionAsync("handed", "Healthy", "True");
        await host.KubectlAsync("scale", "deployment", "handed", "--replicas=2");
        await host.KubectlAsync("set", "env", "deployment/handed", "stray=1");
        await host.UntilAsync("deployment", "handed", one => !one["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.ToJsonString().Contains("stray", StringComparison.Ordinal));
        await host.KubectlAsync("label", "deployment", "handed", "team-");
        await host.UntilAsync("deployment", "handed", one => one["metadata"]!["labels"]!["team"]?.GetValue<string>() == "red");
        await host.KubectlAsync("annotate", "deployment", "handed", "connectors/function=nonsense", "--overwrite");
        var right = await host.UntilAsync("deployment", "handed", one => one["metadata"]!["annotations"]!["connectors/function"]!.GetValue<string>() != "nonsense");
        Assert.Equal(2, right["spec"]!["replicas"]!.GetValue<int>());

        await host.KubectlAsync("delete", "deployment", "handed");
        await host.UntilAsync("deployment", "handed", one => one["metadata"]!["uid"]!.GetValue<string>() != right["metadata"]!["uid"]!.GetValue<string>());
        await host.ConditionAsync("handed", "Healthy", "True");
        Assert.Equal("AGAIN", await host.CallAsync("handed", "again"));
        await host.KubectlAsync("delete", "functions.openfaas.com", "handed");
    }

    [Fact]
    public async Task One_whose_secret_is_missing_says_so_and_goes_on_when_it_is_there()
    {
        await host.ApplyAsync("secretive", "  secrets: [late-key]\n");
        var stalled = await host.ConditionAsync("secretive", "Stalled", "True");
        Assert.Contains("there is no secret 'late-key'", OperatorHost.Condition(stalled, "Stalled")!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("False", OperatorHost.Condition(stalled, "Ready")!["status"]!.GetValue<string>());
        Assert.Equal(ProviderResult.Accepted, await host.Provider.Secrets.WriteAsync(new FunctionSecret("late-key", OperatorHost.Space, "x"u8.ToArray()), WriteMode.Create, Ending));
        await host.ConditionAsync("secretive", "Healthy", "True");
        await host.KubectlAsync("delete", "functions.openfaas.com", "secretive");
        Assert.Equal(ProviderResult.Accepted, await host.Provider.Secrets.DeleteAsync("late-key", OperatorHost.Space, Ending));
    }

    [Fact]
    public async Task One_that_cannot_be_names_what_is_wrong_and_others_go_on()
    {
        await host.ApplyAsync("impossible", "  limits: { memory: lots }\n");
        var stalled = await host.ConditionAsync("impossible", "Stalled", "True");
        Assert.Contains("limits.memory 'lots' is not a quantity", OperatorHost.Condition(stalled, "Stalled")!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        await host.ApplyAsync("possible");
        await host.ConditionAsync("possible", "Ready", "True");
        await host.ApplyAsync("impossible");
        await host.ConditionAsync("impossible", "Stalled", "False");
        await host.KubectlAsync("delete", "functions.openfaas.com", "impossible", "possible");
    }

    [Fact]
    public async Task Of_two_that_ask_for_one_function_the_older_has_it()
    {
        await host.ApplyAsync("older", function: "wanted");
        await host.ConditionAsync("older", "Ready", "True");
        await Task.Delay(TimeSpan.FromSeconds(1.1), Ending); // Kubernetes tells ages in whole seconds.
        await host.ApplyAsync("younger", function: "wanted");
        var stalled = await host.ConditionAsync("younger", "Stalled", "True");
        Assert.Equal("NameTaken", OperatorHost.Condition(stalled, "Stalled")!["reason"]!.GetValue<string>());
        await host.KubectlAsync("delete", "functions.openfaas.com", "older");
        await host.ConditionAsync("younger", "Healthy", "True");
        Assert.Equal("MINE", await host.CallAsync("wanted", "mine"));
        await host.KubectlAsync("delete", "functions.openfaas.com", "younger");
    }

    [Fact]
    public async Task One_that_was_deployed_before_is_taken_over_with_its_pods()
    {
        Assert.Equal(ProviderResult.Accepted, await host.Provider.Deployment.DeployAsync(host.Host.Shout("adopted"), WriteMode.Create, Ending));
        var before = await host.UntilAsync("deployment", "adopted", one => one["status"]?["readyReplicas"]?.GetValue<int>() == 1);
        await host.ApplyAsync("adopted");
        await host.ConditionAsync("adopted", "Healthy", "True");
        var after = await host.GetAsync("deployment", "adopted");
        Assert.Equal(before["metadata"]!["uid"]!.GetValue<string>(), after["metadata"]!["uid"]!.GetValue<string>());
        Assert.Equal("Function", after["metadata"]!["ownerReferences"]![0]!["kind"]!.GetValue<string>());
        await host.KubectlAsync("delete", "functions.openfaas.com", "adopted");
        await host.GoneAsync("deployment", "adopted");
    }

    [Fact]
    public async Task A_Deployment_of_somebody_else_is_left_alone()
    {
        await host.KubectlAsync("create", "configmap", "somebody");
        var uid = (await host.GetAsync("configmap", "somebody"))["metadata"]!["uid"]!.GetValue<string>();
        Assert.Equal(ProviderResult.Accepted, await host.Provider.Deployment.DeployAsync(host.Host.Shout("foreign") with { Labels = new Dictionary<string, string> { ["com.openfaas.scale.min"] = "1" } }, WriteMode.Create, Ending));
        await host.KubectlAsync("patch", "deployment", "foreign", "--type=merge", "-p", $$$"""{"metadata":{"ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"somebody","uid":"{{{uid}}}","controller":true}]}}""");
        await host.ApplyAsync("foreign");
        var stalled = await host.ConditionAsync("foreign", "Stalled", "True");
        Assert.Contains("belongs to the ConfigMap somebody", OperatorHost.Condition(stalled, "Stalled")!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        await host.KubectlAsync("delete", "functions.openfaas.com", "foreign");
        Assert.Equal("ConfigMap", (await host.GetAsync("deployment", "foreign"))["metadata"]!["ownerReferences"]![0]!["kind"]!.GetValue<string>());
        await host.KubectlAsync("delete", "deployment", "foreign");
        await host.KubectlAsync("delete", "configmap", "somebody");
    }

    [Fact]
    public async Task Through_the_gateway_its_resource_is_written_and_removed()
    {
        var name = new FunctionName("through", OperatorHost.Space);
        await host.ApplyAsync("through", "  labels: { team: red }\n");
        await host.ConditionAsync("through", "Healthy", "True");
        Assert.Equal(ProviderOutcome.AlreadyExists, (await host.Provider.Deployment.DeployAsync(host.Host.Shout("through"), WriteMode.Create, Ending)).Outcome);
        Assert.Equal(ProviderResult.Accepted, await host.Provider.Deployment.DeployAsync(host.Host.Answer("through", "new") with { Labels = new Dictionary<string, string> { ["tier"] = "1" } }, WriteMode.Update, Ending));
        // Whoever has written it reads it.
        Assert.Equal("1", (await host.Provider.Catalogue.GetAsync(name, Ending))!.Labels["tier"]);
        var spec = (await host.GetAsync("functions.openfaas.com", "through"))["spec"]!;
        Assert.Equal("echo -n 'new'", spec["handler"]!.GetValue<string>());
        Assert.Equal("""{"tier":"1"}""", spec["labels"]!.ToJsonString());
        await host.ConditionAsync("through", "Reconciling", "False");
        Assert.Equal("new", await host.CallAsync("through", ""));
        Assert.Equal(ProviderResult.Accepted, await host.Provider.Scaling.ScaleAsync(name, 0, Ending));
        var resting = await host.UntilAsync("functions.openfaas.com", "through", one => OperatorHost.Condition(one, "Healthy")!["reason"]!.GetValue<string>() == "ScaledToZero");
        Assert.Equal(0, resting["status"]!["replicas"]!.GetValue<int>());

        Assert.Equal(ProviderResult.Accepted, await host.Provider.Deployment.DeleteAsync(name, Ending));
        Assert.Null(await host.Provider.Catalogue.GetAsync(name, Ending));
        await host.GoneAsync("functions.openfaas.com", "through");
        await host.GoneAsync("deployment", "through");
        await host.GoneAsync("service", "through");
    }

    [Fact]
    public async Task A_profile_is_applied_and_so_is_what_is_edited_in_it_later()
    {
        // A root that is read-only has a /tmp that any user may write.
        await host.ApplyAsync("placed", "  annotations: { com.openfaas.profile: careful }\n  readOnlyRootFilesystem: true\n");
        var stalled = await host.ConditionAsync("placed", "Stalled", "True");
        Assert.Contains("there is no profile 'careful'", OperatorHost.Condition(stalled, "Stalled")!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        await WriteProfileAsync(1234);
        var healthy = await host.ConditionAsync("placed", "Healthy", "True");
        var applied = Assert.Single(healthy["status"]!["profiles"]!.AsArray())!;
        Assert.Equal(("careful", OperatorHost.Space, 1), (applied["profileRef"]!["name"]!.GetValue<string>(), applied["profileRef"]!["namespace"]!.GetValue<string>(), applied["observedGeneration"]!.GetValue<int>()));
        await host.UntilAsync("deployment", "placed", one => one["spec"]!["template"]!["spec"]!["securityContext"]!["runAsUser"]?.GetValue<int>() == 1234);
        await WriteProfileAsync(4321);
        await host.UntilAsync("deployment", "placed", one => one["spec"]!["template"]!["spec"]!["securityContext"]!["runAsUser"]?.GetValue<int>() == 4321);
        await host.KubectlAsync("delete", "functions.openfaas.com", "placed");

        Task WriteProfileAsync(int user) => host.Host.Cluster.ApplyAsync(
            $"apiVersion: openfaas.com/v1\nkind: Profile\nmetadata: {{ name: careful, namespace: {OperatorHost.Space} }}\nspec: {{ podSecurityContext: {{ runAsUser: {user} }} }}\n");
    }

    [Fact]
    public async Task What_is_generated_from_a_stack_file_is_taken_by_the_cluster_and_runs()
    {
        using var folder = new TempDirectory("stack");
        await File.WriteAllTextAsync(folder.Below("stack.yml"), $$"""
            version: 1.0
            provider: { name: openfaas, gateway: http://127.0.0.1:8080 }
            functions:
              generated:
                image: {{FunctionImage.Name}}
                fprocess: tr a-z A-Z
                environment: { write_timeout: 5s }
                labels: { com.openfaas.scale.max: 3 }
                annotations: { topic: orders.created }
                constraints: [kubernetes.io/os=linux]
                limits: { memory: 64Mi }
                requests: { cpu: 10m }
                readonly_root_filesystem: true
            """, Ending);
        await using var program = ServerProcess.Start("dotnet", [ConnectorsProgram.Path, "generate", "-f", folder.Below("stack.yml"), "-n", OperatorHost.Space]);
        await program.ExitedAsync(Ending);
        Assert.True(program.ExitCode == 0, program.Said);
        await host.Host.Cluster.ApplyAsync(program.Said);
        await host.ConditionAsync("generated", "Healthy", "True");
        Assert.Equal("STACK", await host.CallAsync("generated", "stack"));
        await host.KubectlAsync("delete", "functions.openfaas.com", "generated");
    }
}
