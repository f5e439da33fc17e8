using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Connectors.Conformance.Hubs;

namespace Connectors.Providers.FaasNetes.Tests.Hubs;

/// <summary>
/// Calls a function all the time, over connections of their own, with small bodies and with such as stream, and asynchronously. Each answer tells which
/// deployment it is of and which pod; it has to be of one between that which had settled when the call began and that which was asked for when it ended.
/// </summary>
internal sealed class UpdateLoad(HubProgram hub, string function) : IAsyncDisposable
{
    private const int SmallCallers = 6;
    private const int StreamingCallers = 2;
    private const int Pieces = 8;
    // So that the machine has something left for what it is to do: pods that start.
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan AsyncBeat = TimeSpan.FromMilliseconds(200);
    private static readonly string Piece = new('x', 16 * 1024);
    private readonly CancellationTokenSource enough = new();
    private readonly ConcurrentQueue<string> failures = new();
    private readonly ConcurrentDictionary<string, bool> pods = new();
    private List<Task> running = [];
    private volatile int asked;
    private volatile int settled;
    private volatile int newest;
    private int small;
    private int streamed;

    public IReadOnlyCollection<string> Failures => failures;

    /// <summary>The pods that have answered.</summary>
    public ICollection<string> Pods => pods.Keys;

    public int Small => Volatile.Read(ref small);

    public int Streamed => Volatile.Read(ref streamed);

    /// <summary>The asynchronous calls that were accepted.</summary>
    public ConcurrentQueue<string> Accepted { get; } = new();

    /// <summary>The newest deployment that has answered.</summary>
    public int Newest => newest;

    /// <summary>What has answered before counts no more.</summary>
    public void ForgetNewest() => newest = 0;

    /// <summary>A deployment is about to be asked for.</summary>
    public void Asked(int version) => asked = version;

    /// <summary>From now on none but this may answer.</summary>
    public void Settled(int version) => settled = version;

    public void Start() => running =
    [
        .. Enumerable.Range(0, SmallCallers).Select(_ => Task.Run(() => RepeatAsync(Beat, SmallAsync))),
        .. Enumerable.Range(0, StreamingCallers).Select(_ => Task.Run(() => RepeatAsync(Beat, StreamedAsync))),
        Task.Run(() => RepeatAsync(AsyncBeat, AsynchronousAsync)),
    ];

    public async Task StopAsync()
    {
        await enough.CancelAsync();
        await Task.WhenAll(running);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        enough.Dispose();
    }

    private async Task RepeatAsync(TimeSpan beat, Func<HttpClient, Task> call)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = hub.Address };
        using var timer = new PeriodicTimer(beat);
        while (!enough.IsCancellationRequested)
        {
            try
            {
                await call(client);
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException)
            {
                failures.Enqueue(broken.ToString());
            }
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    private async Task SmallAsync(HttpClient client)
    {
        var floor = settled;
        using var answer = await client.PostAsync($"function/{function}", new StringContent("small"));
        Judge(floor, answer.StatusCode, await answer.Content.ReadAsStringAsync(), "small");
        Interlocked.Increment(ref small);
    }

    // In pieces of no declared length, each written when there is time for it.
    private async Task StreamedAsync(HttpClient client)
    {
        var floor = settled;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"function/{function}") { Content = new PacedContent() };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Judge(floor, answer.StatusCode, await answer.Content.ReadAsStringAsync(), string.Concat(Enumerable.Repeat(Piece, Pieces)));
        Interlocked.Increment(ref streamed);
    }

    private async Task AsynchronousAsync(HttpClient client)
    {
        using var answer = await client.PostAsync($"async-function/{function}", new StringContent("later"));
        if (answer.StatusCode == HttpStatusCode.Accepted)
            Accepted.Enqueue(answer.Headers.GetValues("X-Call-Id").Single());
        else
            failures.Enqueue($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    private void Judge(int floor, HttpStatusCode status, string text, string body)
    {
        var words = text.Split('\n', 2);
        var parts = words[0].Split(' ');
        if (status != HttpStatusCode.OK || words.Length != 2 || parts.Length != 2 || words[1] != body || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            failures.Enqueue($"{(int)status} {text[..Math.Min(text.Length, 200)]} ({text.Length} characters)");
            return;
        }
        if (version < floor || version > asked)
            failures.Enqueue($"an answer of deployment {version} after {floor} had settled and {asked} was asked for");
        newest = Math.Max(newest, version);
        pods[parts[1]] = true;
    }

    private sealed class PacedContent : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var piece = System.Text.Encoding.ASCII.GetBytes(Piece);
            for (var i = 0; i < Pieces; i++)
            {
                await stream.WriteAsync(piece);
                await stream.FlushAsync();
                await Task.Yield();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
