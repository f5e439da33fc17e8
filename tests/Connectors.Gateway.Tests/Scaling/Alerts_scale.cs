using System.Net;
using Connectors.Core.Functions;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.Scaling;

/// <summary>What an AlertManager posts, to the letter.</summary>
public sealed class Alerts_scale
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("firing", "echo", 5)]
    [InlineData("firing", "echo.openfaas-fn", 5)]
    [InlineData("resolved", "echo", 2)]
    [InlineData("", "echo", 2)]
    [InlineData("firing", "most", 6)]
    [InlineData("firing", "off", 3)]
    [InlineData("resolved", "off", 3)]
    public async Task An_alert_changes_replicas(string status, string name, int expected)
    {
        await using var host = await HostAsync();
        using var answer = await PostAsync(host, Notice((status, name)));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(expected, (await host.Provider.GetAsync(new FunctionName(name.Split('.')[0], "openfaas-fn"), Cancel))!.Replicas);
    }

    [Fact]
    public async Task Each_alert_counts_by_itself_and_those_about_nobody_are_passed_over()
    {
        await using var host = await HostAsync();
        using var answer = await PostAsync(host, """
            {"version":"4","groupKey":"x","status":"firing","receiver":"scale-up","externalURL":"x","alerts":[
             {"status":"firing","labels":{"alertname":"APIHighInvocationRate","function_name":"echo","severity":"major"},"annotations":{"summary":"x"},"startsAt":"2026-01-01T00:00:00Z"},
             {"status":"resolved","labels":{"alertname":"APIHighInvocationRate","function_name":"most"}},
             {"status":"firing","labels":{"function_name":""}}, {"status":"firing"}, {"status":"firing","labels":{"function_name":"No Name"}},
             {"status":"firing","labels":{"function_name":"gone"}}, null]}
            """);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([("echo", 5), ("most", 1)], host.Provider.Scaled.Select(change => (change.Function.Name, change.Replicas)));
    }

    [Fact]
    public async Task Failed_changes_are_500_with_a_line_each()
    {
        await using var host = await HostAsync();
        host.Provider.Refusal = "there is\nno room";
        using var answer = await PostAsync(host, Notice(("firing", "echo"), ("firing", "gone"), ("resolved", "most")));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("[0] function echo.openfaas-fn: there is no room\n[1] function most.openfaas-fn: there is no room\n", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task While_the_provider_is_away_the_AlertManager_is_to_come_again()
    {
        await using var host = await HostAsync();
        host.Provider.Away = new Core.Providers.ProviderUnavailableException("the provider is away");
        using var answer = await PostAsync(host, Notice(("resolved", "echo"), ("firing", "most")));
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("[0] function echo: the provider is away\n[1] function most: the provider is away\n", await answer.Content.ReadAsStringAsync(Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"alerts":"many"}""")]
    public async Task What_is_no_notice_is_400(string body)
    {
        await using var host = await HostAsync();
        using var answer = await PostAsync(host, body);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Credentials_are_needed_and_only_posting_is_taken()
    {
        await using var host = await HostAsync();
        using var open = await host.SendAsync(HttpMethod.Post, "/system/alert", new StringContent(Notice()), admin: false);
        Assert.Equal(HttpStatusCode.Unauthorized, open.StatusCode);
        using var wrong = await host.SendAsync(HttpMethod.Get, "/system/alert");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrong.StatusCode);
        using var empty = await PostAsync(host, Notice());
        Assert.Equal(HttpStatusCode.OK, empty.StatusCode);
    }

    private static async Task<GatewayHost> HostAsync()
    {
        var host = await GatewayHost.StartAsync();
        Add("echo", 3, ("com.openfaas.scale.min", "2"), ("com.openfaas.scale.max", "10"));
        Add("most", 5, ("com.openfaas.scale.max", "6"), ("com.openfaas.scale.factor", "100"));
        Add("off", 3, ("com.openfaas.scale.factor", "0"));
        return host;

        void Add(string name, int replicas, params (string Label, string Value)[] labels) => host.Provider.Add(
            new FunctionStatus { Name = name, Image = "any", Labels = labels.ToDictionary(one => one.Label, one => one.Value) },
            [.. Enumerable.Range(0, replicas).Select(number => new Uri($"http://127.0.0.{number + 2}:9/"))]);
    }

    private static string Notice(params (string Status, string Function)[] alerts) =>
        $$"""{"status":"firing","alerts":[{{string.Join(',', alerts.Select(alert => $$$"""{"status":"{{{alert.Status}}}","labels":{"function_name":"{{{alert.Function}}}"}}"""))}}]}""";

    private static Task<HttpResponseMessage> PostAsync(GatewayHost host, string body) =>
        host.SendAsync(HttpMethod.Post, "/system/alert", new StringContent(body));
}
