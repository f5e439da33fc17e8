using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Providers.Remote.Tests.Troubles;

public sealed class AwayTests
{
    private const string List = "GET /system/functions?namespace=openfaas-fn";
    private const string One = """[{"name":"one","image":"i","replicas":1,"availableReplicas":1}]""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_provider_that_is_not_there_yet_is_named_and_found_once_it_comes()
    {
        await using var other = new OtherProvider().Json(List, One);
        await using var remote = await RemoteUnderTest.StartAsync(other.Address);
        var refused = await Assert.ThrowsAsync<ProviderUnavailableException>(async () => await remote.Provider.Catalogue.ListAsync(null, Cancellation));
        Assert.Contains($"the provider at {other.Address} is out of reach", refused.Message, StringComparison.Ordinal);
        Assert.Equal(refused.Message, remote.Health.Fault);
        await other.StartAsync();
        await remote.UntilAsync(functions => functions is [{ Name: "one" }]);
    }

    [Fact]
    public async Task How_long_it_has_been_away_is_known_whatever_reasons_follow_each_other()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var began = time.GetUtcNow();
        await using var other = new OtherProvider().Line(List, 500, "out of order");
        await other.StartAsync();
        await using var remote = await RemoteUnderTest.StartAsync(other.Address, time: time);
        Assert.Equal(began, remote.Health.FaultSince);
        // A third reading begins when the second is over.
        while (other.Asked.GetValueOrDefault(List) < 3)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        Assert.Contains("out of order", remote.Health.Fault, StringComparison.Ordinal);
        Assert.Equal(began, remote.Health.FaultSince);
    }

    [Fact]
    public async Task While_it_is_away_what_was_known_stays_and_changes_are_refused_by_name()
    {
        await using var other = new OtherProvider().Json(List, One);
        await other.StartAsync();
        await using var remote = await RemoteUnderTest.StartAsync(other.Address);
        await other.StopAsync();
        var refused = await Assert.ThrowsAsync<ProviderUnavailableException>(
            () => remote.Provider.Scaling.ScaleAsync(new FunctionName("one", "openfaas-fn"), 2, Cancellation));
        Assert.Contains(other.Address.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.False(refused.IsTimeout);
        Assert.Equal("one", Assert.Single(await remote.Provider.Catalogue.ListAsync(null, Cancellation)).Name);
        var endpoints = await remote.Provider.Resolution.ResolveAsync(new FunctionName("one", "openfaas-fn"), Cancellation);
        Assert.Equal([new Uri(other.Address, "function/one.openfaas-fn/")], endpoints?.Ready);
    }

    [Fact]
    public async Task What_has_changed_while_it_was_away_is_seen_when_it_is_back()
    {
        await using var other = new OtherProvider().Json(List, One);
        await other.StartAsync();
        await using var remote = await RemoteUnderTest.StartAsync(other.Address);
        await other.StopAsync();
        other.Json(List, One.Replace("one", "two", StringComparison.Ordinal));
        await other.StartAsync();
        await remote.UntilAsync(functions => functions is [{ Name: "two" }]);
    }

    [Fact]
    public async Task A_slow_answer_is_a_timeout_that_names_the_setting()
    {
        await using var other = new OtherProvider().Json(List, One)
            .On("POST /system/scale-function/one?namespace=openfaas-fn", context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await other.StartAsync();
        await using var remote = await RemoteUnderTest.StartAsync(other.Address, settings => settings.Timeout = TimeSpan.FromMilliseconds(500));
        await remote.UntilAsync(functions => functions.Count == 1);
        var refused = await Assert.ThrowsAsync<ProviderUnavailableException>(
            () => remote.Provider.Scaling.ScaleAsync(new FunctionName("one", "openfaas-fn"), 2, Cancellation));
        Assert.True(refused.IsTimeout);
        Assert.Contains("did not answer within 500ms (remote.timeout)", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "<html>hello</html>", "is not its JSON")]
    [InlineData(200, """{"functions":[]}""", "Object where a list was expected")]
    [InlineData(200, """[{"image":"no name"}]""", "a function without a name")]
    [InlineData(200, """[{"name":5}]""", "a function that cannot be read")]
    [InlineData(401, "invalid credentials", "it wants other credentials; set remote.user and remote.password-file")]
    [InlineData(500, "the store is\nbroken", "answered 500 to /system/functions: the store is")]
    [InlineData(502, "", "answered 502 to /system/functions: without a word")]
    public async Task An_answer_that_is_none_is_told(int status, string body, string words)
    {
        await using var other = new OtherProvider().Line(List, status, body);
        await other.StartAsync();
        await using var remote = await RemoteUnderTest.StartAsync(other.Address);
        Assert.Contains(words, remote.Health.Fault, StringComparison.Ordinal);
        Assert.Contains(other.Address.ToString(), remote.Health.Fault, StringComparison.Ordinal);
    }
}
