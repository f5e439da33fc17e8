using System.Net;
using System.Text;
using Connectors.Core.Queues;
using Connectors.Core.Units;
using Connectors.Sdk.Events;
using Connectors.Webhooks.Github;
using Connectors.Webhooks.Intake;
using Connectors.Webhooks.Tests.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Webhooks.Tests.Intake;

public sealed class IntakeTests : IAsyncDisposable
{
    private readonly HubFixture hub = new();

    public ValueTask DisposeAsync() => hub.DisposeAsync();

    [Theory]
    [InlineData("/webhook/nobody", "POST", HttpStatusCode.NotFound)]
    [InlineData("/webhook/nobody", "GET", HttpStatusCode.NotFound)]
    [InlineData("/webhook/GITHUB", "POST", HttpStatusCode.NotFound)]
    [InlineData("/webhook/github", "GET", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/webhook/github", "PUT", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/event/orders", "GET", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/event/orders", "DELETE", HttpStatusCode.MethodNotAllowed)]
    public async Task Unknown_sources_and_wrong_verbs_are_refused(string path, string method, HttpStatusCode status)
    {
        await hub.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await hub.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await response.RefusedAsync(status);
        if (status == HttpStatusCode.MethodNotAllowed)
            Assert.Equal(["POST"], response.Content.Headers.Allow);
        Assert.Empty(hub.Context.Events);
    }

    [Theory]
    [InlineData(100, HttpStatusCode.Accepted)]
    [InlineData(101, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_may_be_as_large_as_the_limit_says_announced_or_not(int size, HttpStatusCode status)
    {
        hub.Settings.Sources["github"].MaxBodyBytes = new ByteSize(100);
        hub.Events.MaxBodyBytes = new ByteSize(100);
        await hub.StartAsync();
        var body = new string('x', size);

        using var announced = await hub.PostAsync("/webhook/github", body, Signed(body));
        using var content = new StringContent(body);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/event/a") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        using var chunked = await hub.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, announced.StatusCode);
        Assert.Equal(status, chunked.StatusCode);
        Assert.Equal(status == HttpStatusCode.Accepted ? 2 : 0, hub.Context.Events.Count);
    }

    [Fact]
    public async Task A_large_body_arrives_whole()
    {
        await hub.StartAsync();
        var body = string.Create(3_000_001, 0, static (span, _) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = (char)('a' + i % 23);
        });
        using var response = await hub.PostAsync("/webhook/github", body, Signed(body));
        await response.AcceptedAsync();
        Assert.Equal(body, await hub.Context.Single.TextAsync());
    }

    [Fact]
    public async Task Chunks_framed_without_end_are_a_body_too_large()
    {
        hub.Settings.Sources["github"].MaxBodyBytes = new ByteSize(100);
        await hub.StartAsync();
        using var connection = await RawConnection.OpenAsync(hub.Address);

        await connection.SendAsync("POST /webhook/github HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=00\r\nTransfer-Encoding: chunked\r\n\r\n");
        await connection.SendAsync("1;" + new string('e', 70_000));

        Assert.StartsWith("HTTP/1.1 413 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_announced_too_large_is_refused_at_once_and_the_connection_is_not_held()
    {
        await hub.StartAsync();
        using var connection = await RawConnection.OpenAsync(hub.Address);

        await connection.SendAsync("POST /webhook/github HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=00\r\nContent-Length: 99999999999\r\n\r\nabc");

        Assert.StartsWith("HTTP/1.1 413 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Empty(hub.Context.Events);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_stalls_is_given_up_even_where_the_host_has_no_limit(bool unlimited)
    {
        await hub.StartAsync(limits => limits.MinRequestBodyDataRate = unlimited ? null : new MinDataRate(240, TimeSpan.FromSeconds(2)));
        using var connection = await RawConnection.OpenAsync(hub.Address);

        await connection.SendAsync("POST /webhook/github HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=00\r\nContent-Length: 1000\r\n\r\nabc");

        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Empty(hub.Context.Events);
    }

    [Fact]
    public async Task A_sender_that_breaks_off_reaches_nobody_and_leaves_no_memory_taken()
    {
        var memory = new IntakeMemory();
        hub.Services.AddSingleton(memory);
        await hub.StartAsync();
        using (var connection = await RawConnection.OpenAsync(hub.Address))
        {
            await connection.SendAsync("POST /webhook/github HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=00\r\nContent-Length: 1000\r\n\r\nabc");
            await UntilAsync(() => memory.Held > 0);
        }
        await UntilAsync(() => memory.Held == 0);
        Assert.Empty(hub.Context.Events);
    }

    [Fact]
    public async Task A_body_that_trickles_for_too_long_is_given_up()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow());
        (hub.Time, var memory) = (clock, new IntakeMemory());
        hub.Services.AddSingleton(memory);
        await hub.StartAsync(limits => limits.MinRequestBodyDataRate = null);
        using var connection = await RawConnection.OpenAsync(hub.Address);
        await connection.SendAsync("POST /webhook/github HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=00\r\nContent-Length: 1000000\r\n\r\nabc");
        await UntilAsync(() => memory.Held > 0);

        clock.Advance(BodyPace.ForAll);

        Assert.StartsWith("HTTP/1.1 408 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        await UntilAsync(() => memory.Held == 0);
    }

    [Fact]
    public async Task Bodies_beyond_the_memory_of_all_are_told_to_come_again()
    {
        hub.Services.AddSingleton(new IntakeMemory(limit: 50_000));
        await hub.StartAsync();
        var (small, large) = (new string('x', 20_000), new string('x', 60_000));

        using var refused = await hub.PostAsync("/webhook/github", large, Signed(large));
        await refused.RefusedAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
        using var taken = await hub.PostAsync("/webhook/github", small, Signed(small));
        await taken.AcceptedAsync();
    }

    [Fact]
    public async Task A_queue_out_of_reach_is_503_with_the_time_to_come_again()
    {
        await hub.StartAsync();
        hub.Context.OnDispatch = (_, _) => throw new QueueUnavailableException("disk full") { RetryAfter = TimeSpan.FromSeconds(7.2) };

        using var response = await hub.PostAsync("/webhook/github", "{}", Signed("{}"));

        await response.RefusedAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(TimeSpan.FromSeconds(8), response.Headers.RetryAfter?.Delta);
        Assert.Contains(hub.Logs, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("disk full", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_event_larger_than_the_hub_dispatches_is_413()
    {
        await hub.StartAsync();
        hub.Context.OnDispatch = (_, _) => throw new EventTooLargeException(ByteSize.MiB(1));
        using var response = await hub.PostAsync("/event/a", "{}");
        Assert.Contains("1MiB", await response.RefusedAsync(HttpStatusCode.RequestEntityTooLarge), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_refused_for_good_is_422_and_not_to_be_sent_again()
    {
        await hub.StartAsync();
        hub.Context.OnDispatch = (_, _) => throw new EventRefusedException("the gateway refuses it");
        using var response = await hub.PostAsync("/event/a", "{}");
        Assert.Contains("the gateway refuses it", await response.RefusedAsync(HttpStatusCode.UnprocessableEntity), StringComparison.Ordinal);
        Assert.Null(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task Any_other_failure_of_dispatch_is_no_acknowledgement()
    {
        await hub.StartAsync();
        hub.Context.OnDispatch = (_, _) => throw new InvalidOperationException("broken");
        using var response = await hub.PostAsync("/webhook/github", "{}", Signed("{}"));
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task The_answer_waits_for_dispatch()
    {
        await hub.StartAsync();
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        hub.Context.OnDispatch = (_, _) =>
        {
            entered.SetResult();
            return release.Task;
        };

        var answer = hub.PostAsync("/event/a", "{}");
        await entered.Task;
        Assert.False(answer.IsCompleted);
        release.SetResult();
        using var response = await answer;
        await response.AcceptedAsync();
    }

    [Fact]
    public async Task A_sender_that_hangs_up_cancels_what_is_being_dispatched()
    {
        await hub.StartAsync();
        var cancelled = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        hub.Context.OnDispatch = async (_, cancellation) =>
        {
            cancellation.Register(cancelled.SetResult);
            entered.SetResult();
            await cancelled.Task;
            cancellation.ThrowIfCancellationRequested();
        };
        using (var connection = await RawConnection.OpenAsync(hub.Address))
        {
            await connection.SendAsync("POST /event/a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
            await entered.Task;
        }
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("webhooks", "/webhook/github")]
    [InlineData("events", "/event/a")]
    public async Task A_connector_that_stops_finishes_what_is_inside_lets_nobody_in_and_may_run_again(string name, string path)
    {
        await hub.StartAsync();
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        hub.Context.OnDispatch = (_, _) =>
        {
            entered.SetResult();
            return release.Task;
        };
        var connector = hub.Connectors.Single(connector => connector.Name == name);
        using var stop = new CancellationTokenSource();
        var run = connector.RunAsync(hub.Context, stop.Token);
        var inside = hub.PostAsync(path, "{}", Signed("{}"));
        await entered.Task;

        await stop.CancelAsync();
        await UntilAsync(async () =>
        {
            using var late = await hub.PostAsync(path, "{}", ("X-Late", "1"));
            return late.StatusCode == HttpStatusCode.ServiceUnavailable && late.Headers.RetryAfter is not null;
        });
        Assert.False(run.IsCompleted);
        release.SetResult();
        using var answer = await inside;
        await answer.AcceptedAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        hub.Context.OnDispatch = null;
        using var stopAgain = new CancellationTokenSource();
        run = connector.RunAsync(hub.Context, stopAgain.Token);
        using var again = await hub.PostAsync(path, "{}", Signed("{}"));
        await again.AcceptedAsync();
        await stopAgain.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static (string, string)[] Signed(string body) =>
        [("X-GitHub-Event", "push"), (GithubSignature.Header, GithubSignature.Of(HubFixture.Secret, Encoding.UTF8.GetBytes(body)))];

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
            await Task.Delay(5, deadline.Token);
    }
}
