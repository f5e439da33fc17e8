using Connectors.Core.Providers;
using Connectors.Gateway.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Tests.Invocations;

/// <summary>Answers that begin before their request has ended.</summary>
public sealed class Both_ways_at_once
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true), InlineData(false)]
    public async Task A_function_may_echo_while_it_reads_however_large_the_body(bool knownLength)
    {
        const long Size = 40L << 20;
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("cat", Copy);
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync(knownLength
            ? $"POST /function/cat HTTP/1.1\r\nHost: g\r\nConnection: close\r\nContent-Length: {Size}\r\n\r\n"
            : "POST /function/cat HTTP/1.1\r\nHost: g\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n");
        var sending = SendAsync(raw, Size, chunked: !knownLength);

        var received = await raw.CountToEndAsync().WaitAsync(TimeSpan.FromMinutes(2), Cancel);

        await sending;
        Assert.InRange(received, Size, Size + (Size >> 6));
    }

    [Fact]
    public async Task Each_piece_is_answered_before_the_next_is_sent()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("cat", Copy);
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /function/cat HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n");

        foreach (var word in new[] { "one", "two", "six" })
        {
            await raw.SendAsync($"3\r\n{word}\r\n");
            await raw.ReadUntilAsync(word).WaitAsync(patience, Cancel);
        }
        await raw.SendAsync("0\r\n\r\n");
        await raw.ReadUntilAsync("0\r\n\r\n").WaitAsync(patience, Cancel);
    }

    [Fact]
    public async Task A_refusal_reaches_a_caller_who_is_still_sending()
    {
        await using var host = await GatewayHost.StartAsync();
        await host.FunctionAsync("full", context =>
        {
            context.Response.StatusCode = StatusCodes.Status507InsufficientStorage;
            return context.Response.WriteAsync("no room", Cancel);
        });
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /function/full HTTP/1.1\r\nHost: g\r\nContent-Length: 100000000\r\n\r\n");
        await raw.SendAsync(new string('x', 1 << 16));

        var answer = await raw.ReadUntilAsync("no room").WaitAsync(patience, Cancel);

        Assert.StartsWith("HTTP/1.1 507", answer);
    }

    [Fact]
    public async Task A_caller_who_breaks_off_midway_leaves_the_function_no_whole_body()
    {
        await using var host = await GatewayHost.StartAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await host.FunctionAsync("sink", async context =>
        {
            var buffer = new byte[1 << 16];
            try
            {
                while (await context.Request.Body.ReadAsync(buffer, CancellationToken.None) > 0)
                    begun.TrySetResult();
                ended.SetResult(null);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                ended.SetResult(exception);
            }
        });
        var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /function/sink HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
        await begun.Task.WaitAsync(patience, Cancel);

        raw.Dispose();

        Assert.NotNull(await ended.Task.WaitAsync(patience, Cancel));
    }

    [Fact]
    public async Task A_malformed_chunk_is_400_and_the_function_gets_no_whole_body()
    {
        await using var host = await GatewayHost.StartAsync();
        var whole = false;
        await host.FunctionAsync("sink", async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            whole = true;
        });
        using var raw = await RawConnection.OpenAsync(host.Address);
        await raw.SendAsync("POST /function/sink HTTP/1.1\r\nHost: g\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\nxyz\r\n");

        Assert.StartsWith("HTTP/1.1 400", await raw.ReadToEndAsync());
        Assert.False(whole);
    }

    [Fact]
    public async Task A_replica_that_takes_no_connection_costs_nothing_of_the_body()
    {
        const int Size = 1 << 20;
        await using var host = await GatewayHost.StartAsync();
        var live = await host.FunctionAsync("cat", Copy);
        host.Provider.SetEndpoints("cat", new FunctionEndpoints([new Uri($"http://127.0.0.1:{Sync_calls.FreePort()}/"), live.Address], 2));

        for (var i = 0; i < 4; i++)
        {
            using var response = await host.SendAsync(HttpMethod.Post, "/function/cat", new ByteArrayContent(new byte[Size]), admin: false);
            Assert.Equal(Size, (await response.Content.ReadAsByteArrayAsync(Cancel)).Length);
        }
    }

    internal static async Task Copy(HttpContext context)
    {
        var buffer = new byte[1 << 16];
        await context.Response.StartAsync(Cancel);
        while (await context.Request.Body.ReadAsync(buffer, Cancel) is > 0 and var count)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), Cancel);
            await context.Response.Body.FlushAsync(Cancel);
        }
    }

    private static async Task SendAsync(RawConnection raw, long size, bool chunked)
    {
        var piece = new byte[1 << 16];
        for (var sent = 0L; sent < size; sent += piece.Length)
        {
            if (chunked)
                await raw.SendAsync("10000\r\n");
            await raw.SendAsync(piece);
            if (chunked)
                await raw.SendAsync("\r\n");
        }
        if (chunked)
            await raw.SendAsync("0\r\n\r\n");
    }
}
