using System.Globalization;
using System.Net;

namespace Connectors.EndToEnd.Tests;

/// <summary>A GiB to a function, and a GiB from one, through the real program and a real process.</summary>
public sealed class LargeBodies
{
    private const long Gibibyte = 1L << 30;

    [Fact]
    public async Task Stream_through_without_being_held()
    {
        await using var hub = await HubProcess.StartAsync("""
            version: 1.0
            provider:
              name: openfaas
            functions:
              count:
                image: count
                fprocess: wc -c
                environment: { mode: streaming }
              zeros:
                image: zeros
                fprocess: head -c 1073741824 /dev/zero
                environment: { mode: streaming }
            """);
        using var client = new HttpClient { BaseAddress = hub.Gateway, Timeout = TimeSpan.FromMinutes(5) };
        Assert.Equal(Gibibyte >> 4, await CountedAsync(client, Gibibyte >> 4));
        var before = PeakMebibytes(hub);

        Assert.Equal(Gibibyte, await CountedAsync(client, Gibibyte));
        Assert.Equal(Gibibyte, await ZerosAsync(client));

        Assert.InRange(PeakMebibytes(hub) - before, 0, 64);
    }

    private static async Task<long> CountedAsync(HttpClient client, long length)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "function/count") { Content = new Endless(length) };
        request.Headers.TransferEncodingChunked = true;
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return long.Parse(await answer.Content.ReadAsStringAsync(), CultureInfo.InvariantCulture);
    }

    private static async Task<long> ZerosAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("function/zeros", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[256 << 10];
        var total = 0L;
        while (await body.ReadAsync(buffer) is > 0 and var count)
        {
            Assert.False(buffer.AsSpan(0, count).ContainsAnyExcept((byte)0));
            total += count;
        }
        return total;
    }

    // The most it ever held.
    private static long PeakMebibytes(HubProcess hub)
    {
        var line = File.ReadLines($"/proc/{hub.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) >> 10;
    }

    /// <summary>So many bytes, whose number is not told before.</summary>
    private sealed class Endless(long length) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = new byte[256 << 10];
            for (var left = length; left > 0; left -= piece.Length)
                await stream.WriteAsync(piece.AsMemory(0, (int)Math.Min(left, piece.Length)));
        }

        protected override bool TryComputeLength(out long size)
        {
            size = 0;
            return false;
        }
    }
}
