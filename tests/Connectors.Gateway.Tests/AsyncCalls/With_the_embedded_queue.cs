using System.Net;
using Connectors.Core.Callbacks;
using Connectors.Core.Queues;
using Connectors.Gateway.Tests.Fixtures;
using Connectors.Queues.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Gateway.Tests.AsyncCalls;

/// <summary>The door and the calls by id in front of the real queue.</summary>
public sealed class With_the_embedded_queue : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("gateway-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task A_call_has_a_story_no_result_yet_and_can_be_cancelled()
    {
        await using var host = await StartAsync();
        using var accepted = await host.SendAsync(HttpMethod.Post, "/async-function/echo/a?b=c", new StringContent(new string('x', 300_000)), false, ("X-Call-Id", "a.b"));
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var id = accepted.Headers.GetValues("X-Call-Id").Single();

        using var story = await host.SendAsync(HttpMethod.Get, $"/async-function/{id}", admin: false);
        var text = await story.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("\"state\":\"queued\"", text);
        Assert.Contains("\"correlationId\":\"a.b\"", text);
        using var result = await host.SendAsync(HttpMethod.Get, $"/async-function/{id}/result", admin: false);
        Assert.Equal($"call {id} has no result yet", await result.Content.ReadAsStringAsync(Cancel));
        using var cancelled = await host.SendAsync(HttpMethod.Delete, $"/async-function/{id}", admin: false);
        Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        using var listed = await host.SendAsync(HttpMethod.Get, "/system/queues/faas-request/invocations?state=cancelled");
        Assert.Contains(id, await listed.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_chosen_id_is_kept_once_and_needs_credentials()
    {
        await using var host = await StartAsync();

        using var first = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, ("X-Call-Id", "mine"));
        using var second = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, ("X-Call-Id", "mine"));
        using var open = await host.SendAsync(HttpMethod.Get, "/async-function/mine", admin: false);
        using var admin = await host.SendAsync(HttpMethod.Get, "/async-function/mine");

        Assert.Equal("mine", first.Headers.GetValues("X-Call-Id").Single());
        Assert.NotEqual("mine", second.Headers.GetValues("X-Call-Id").Single());
        Assert.Equal(HttpStatusCode.Unauthorized, open.StatusCode);
        Assert.Equal(HttpStatusCode.OK, admin.StatusCode);
    }

    [Fact]
    public async Task Bodies_that_stall_or_grow_too_large_queue_nothing()
    {
        await using var host = await StartAsync(settings => (settings.MaxBodyBytes, settings.ReadTimeout) = (new(1000), TimeSpan.FromMilliseconds(300)));

        using var stalled = await RawConnection.OpenAsync(host.Address);
        await stalled.SendAsync("POST /async-function/echo HTTP/1.1\r\nHost: g\r\nContent-Length: 10\r\n\r\nhalf");
        Assert.StartsWith("HTTP/1.1 408", await stalled.ReadToEndAsync());
        using var large = await RawConnection.OpenAsync(host.Address);
        await large.SendAsync("POST /async-function/echo HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n5dc\r\n" + new string('x', 1500) + "\r\n");
        Assert.StartsWith("HTTP/1.1 413", await large.ReadToEndAsync());

        using var listed = await host.SendAsync(HttpMethod.Get, "/system/queues/faas-request/invocations");
        Assert.Equal("""{"items":[]}""", await listed.Content.ReadAsStringAsync(Cancel));
    }

    [Fact]
    public async Task A_callback_that_the_configured_list_does_not_allow_is_400()
    {
        Assert.True(CallbackAllowList.TryParse(["*.example.com"], out var list, out _));
        await using var host = await StartAsync(services: services => services.AddSingleton(list));

        using var allowed = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, ("X-Callback-Url", "https://a.example.com/"));
        using var refused = await host.SendAsync(HttpMethod.Post, "/async-function/echo", null, false, ("X-Callback-Url", "https://a.example.org/"));

        Assert.Equal(HttpStatusCode.Accepted, allowed.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
    }

    private async Task<GatewayHost> StartAsync(Action<GatewaySettings>? change = null, Action<IServiceCollection>? services = null)
    {
        var host = await GatewayHost.StartAsync(change, withQueue: false, services: collection =>
        {
            collection.AddSqliteQueue(new QueueSettings(), directory);
            services?.Invoke(collection);
        });
        host.Provider.Add("echo");
        return host;
    }
}
