using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Connectors.Cli.Banner;
using Connectors.Cli.Data;
using Connectors.Core.Functions;

namespace Connectors.Cli.Tests.Banner;

public class BannerTests
{
    private static readonly BannerModel Model = new()
    {
        Gateway = new Uri("http://127.0.0.1:8080"),
        Metrics = new Uri("http://127.0.0.1:8082/metrics"),
        DataDirectory = "/home/me/.connectors",
        Credentials = new Credentials("admin", "s3cret-password", "/home/me/.connectors/secrets/basic-auth-user", "/home/me/.connectors/secrets/basic-auth-password"),
        Webhooks = new WebhookSecrets("github-secret", "ifttt'key", "/x/github", "/x/ifttt"),
        Functions =
        [
            Function("shout"),
            Function("receiver"),
            Function("clock", ("topic", "cron-function"), ("schedule", "*/10 * * * * *; @daily")),
            Function("bell", ("topic", "github.push, ifttt.doorbell")),
        ],
    };

    [Fact]
    public void It_says_where_everything_is()
    {
        var lines = Lines(Model);
        Assert.Contains("  gateway      http://127.0.0.1:8080", lines);
        Assert.Contains("  metrics      http://127.0.0.1:8082/metrics", lines);
        Assert.Contains("  data         /home/me/.connectors", lines);
        Assert.Contains("  log in       cat /home/me/.connectors/secrets/basic-auth-password | faas-cli login -u admin --password-stdin -g http://127.0.0.1:8080", lines);
        Assert.Contains("  shout     http /function/shout", lines);
        Assert.Contains("  clock     http /function/clock, schedule */10 * * * * *, schedule @daily", lines);
        Assert.Contains("  bell      http /function/bell, topic github.push, topic ifttt.doorbell", lines);
        Assert.Equal(3, lines.Count(line => line.StartsWith("  curl ", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_gateway_alone_promises_neither_schedules_nor_queued_calls()
    {
        var lines = Lines(Model with { HasConnectors = false, HasWorker = false });
        Assert.Contains("  clock     http /function/clock", lines);
        Assert.Contains("  connectors   webhooks and HTTP events; schedules and other topics need a 'connectors connect'", lines);
        Assert.Contains("  queued calls are stored here and run by a 'connectors worker'", lines);
        Assert.DoesNotContain(lines, line => line.Contains("async-function", StringComparison.Ordinal) || line.Contains("schedule *", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("-d hello http://127.0.0.1:8080/function/shout", StringComparison.Ordinal));
    }

    [Fact]
    public void A_function_that_is_not_for_everybody_is_no_example()
    {
        var shut = Model with { Functions = [Function("shout", ("com.openfaas.auth", "token")), Function("open")] };
        Assert.EndsWith("/async-function/open", BannerExamples.Of(shut)[0]);
    }

    [Theory]
    [InlineData("https://127.0.0.1:8443", "/x/my ca.pem", "curl --cacert '/x/my ca.pem' ")]
    [InlineData("https://127.0.0.1:8443", null, "curl -i")]
    [InlineData("http://127.0.0.1:8080", "/x/ca.pem", "curl -i")]
    public void Over_https_the_examples_trust_the_authority_that_is_named(string address, string? file, string begin) =>
        Assert.All(BannerExamples.Of(Model with { Gateway = new Uri(address), CaFile = file }), line => Assert.StartsWith(begin, line));

    [Fact]
    public void No_secret_is_printed()
    {
        var text = Printed(Model);
        Assert.DoesNotContain("s3cret-password", text);
        Assert.DoesNotContain("github-secret", text);
        Assert.DoesNotContain("ifttt'key", text);
        Assert.DoesNotContain("ifttt'\\''key", text);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public async Task The_lines_are_what_a_shell_makes_of_them()
    {
        var lines = BannerExamples.Of(Model);
        Assert.Equal(
            ["-i", "-d", "hello", "-H", "X-Callback-Url: http://127.0.0.1:8080/function/receiver", "http://127.0.0.1:8080/async-function/shout"],
            await Words(lines[0]));
        var push = await Words(lines[1]);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("github-secret"), Encoding.UTF8.GetBytes(push[2])));
        Assert.Contains($"X-Hub-Signature-256: sha256={signature}", push);
        Assert.Contains("X-GitHub-Event: push", push);
        Assert.Contains(push, word => word.StartsWith("X-GitHub-Delivery: ", StringComparison.Ordinal) && word.Length > 20);
        Assert.Equal("http://127.0.0.1:8080/webhook/github", push[^1]);
        var bell = await Words(lines[2]);
        Assert.Contains("Authorization: Bearer $(cat /x/ifttt)", lines[2]);
        Assert.Equal("http://127.0.0.1:8080/webhook/ifttt/doorbell", bell[^1]);
    }

    [Fact]
    public void Without_sources_of_its_own_the_lines_are_calls()
    {
        var lines = BannerExamples.Of(Model with { Webhooks = null });
        Assert.Equal("curl -d hello http://127.0.0.1:8080/function/shout", lines[0]);
        Assert.StartsWith("curl -i -d hello -H 'X-Callback-Url: ", lines[1]);
        Assert.Equal("curl -u \"admin:$(cat /home/me/.connectors/secrets/basic-auth-password)\" http://127.0.0.1:8080/system/functions", lines[2]);
    }

    [Fact]
    public void Without_functions_it_says_how_to_deploy_some()
    {
        var text = Printed(Model with { Functions = [], Credentials = null });
        Assert.Contains("none yet; deploy some with", text);
        Assert.Contains("none are asked for (--no-auth)", text);
        Assert.Equal(3, text.Split("  curl ").Length - 1);
    }

    [Fact]
    public void Functions_that_do_not_run_are_told_with_the_reason()
    {
        var lines = Lines(Model with { Functions = [Function("shout"), Function("lost") with { NotReady = "The program 'nope' is not there" }], NotDeployed = ["held: secret \u001b[2J is missing"] });
        Assert.Contains("         not ready: The program 'nope' is not there", lines);
        Assert.Contains("  not deployed: held: secret ?[2J is missing", lines);
        Assert.DoesNotContain("none yet", Printed(Model with { Functions = [], NotDeployed = ["held: it is missing"] }));
    }

    [Fact]
    public void Annotations_cannot_steer_the_terminal_or_the_markup()
    {
        var text = Printed(Model with { Functions = [Function("f", ("topic", "[red]x[/], \u001b[2Jy"))] });
        Assert.Contains("topic [red]x[/], topic ?[2Jy", text);
    }

    [Fact]
    public void A_function_of_another_namespace_is_called_by_its_full_name() =>
        Assert.Equal("f.team", BannerFunction.Of(new FunctionName("f", "team"), null).CallName);

    private static BannerFunction Function(string name, params (string Key, string Value)[] annotations) =>
        BannerFunction.Of(new FunctionName(name, FunctionName.DefaultNamespace), annotations.ToDictionary(pair => pair.Key, pair => pair.Value));

    private static string[] Lines(BannerModel model) => Printed(model).Split('\n').Select(line => line.TrimEnd()).ToArray();

    private static string Printed(BannerModel model)
    {
        using var writer = new StringWriter();
        BannerWriter.Write(BannerWriter.ConsoleFor(writer, plain: true), model);
        return writer.ToString();
    }

    // What a real shell passes to curl.
    private static async Task<string[]> Words(string line)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"curl() {{ printf '%s\\n' \"$@\"; }}; {line}"]) { RedirectStandardOutput = true })!;
        var words = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        return words.TrimEnd('\n').Split('\n');
    }
}
