using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.FaasNetes.Access;
using Connectors.Providers.FaasNetes.Functions;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace Connectors.Providers.FaasNetes.Logs;

/// <summary>What pods of functions wrote, as their nodes keep it; all pods of a function together, followed as they come and go.</summary>
internal sealed class PodLogs(IKubernetes client, ClusterCatalogue catalogue, TimeProvider time, ILogger<PodLogs> logger) : IFunctionLogs
{
    private const int LongestStamp = 40;

    public IAsyncEnumerable<FunctionLogLine>? Read(FunctionLogQuery query, CancellationToken cancellationToken) =>
        catalogue.Find(query.Function) is null ? null : ReadAsync(query, cancellationToken);

    private async IAsyncEnumerable<FunctionLogLine> ReadAsync(FunctionLogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = new List<FunctionLogLine>();
        var last = new Dictionary<string, DateTimeOffset>();
        foreach (var pod in Pods(query))
        {
            await foreach (var line in OfPodAsync(query, pod, query.Since, follow: false, cancellationToken))
                lines.Add(line);
        }
        // Nodes give lines pod by pod.
        lines = [.. lines.OrderBy(line => line.Timestamp)];
        foreach (var line in query.Tail > 0 ? lines.TakeLast(query.Tail) : lines)
        {
            yield return line;
            last[line.Instance] = line.Timestamp;
        }
        if (!query.Follow)
            yield break;
        foreach (var line in lines)
            last[line.Instance] = line.Timestamp;
        await foreach (var line in FollowAsync(query, last, cancellationToken))
            yield return line;
    }

    private async IAsyncEnumerable<FunctionLogLine> FollowAsync(
        FunctionLogQuery query, Dictionary<string, DateTimeOffset> last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // Bounded: who reads slowly slows down the nodes and fills no memory.
        var channel = Channel.CreateBounded<FunctionLogLine>(1024);
        var watching = Task.Run(() => WatchAsync(query, last, channel.Writer, ending.Token), CancellationToken.None);
        try
        {
            await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken))
                yield return line;
        }
        finally
        {
            await ending.CancelAsync();
            await watching;
        }
    }

    // Follows each pod as it comes, until the function is gone.
    private async Task WatchAsync(FunctionLogQuery query, Dictionary<string, DateTimeOffset> last, ChannelWriter<FunctionLogLine> lines, CancellationToken cancellationToken)
    {
        var following = new Dictionary<string, Task>();
        try
        {
            while (catalogue.Find(query.Function) is not null)
            {
                var seen = catalogue.Changes.Version;
                foreach (var pod in Pods(query).Where(IsRunning))
                {
                    if (!following.TryGetValue(pod.Metadata.Name, out var running) || running.IsCompleted)
                        following[pod.Metadata.Name] = FollowPodAsync(query, pod, last.TryGetValue(pod.Metadata.Name, out var at) ? at : query.Since, lines, cancellationToken);
                }
                await catalogue.Changes.WaitAsync(seen, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Nobody listens any more.
        }
        finally
        {
            lines.TryComplete();
        }
    }

    private async Task FollowPodAsync(FunctionLogQuery query, V1Pod pod, DateTimeOffset? after, ChannelWriter<FunctionLogLine> lines, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var line in OfPodAsync(query, pod, after, follow: true, cancellationToken))
            {
                // Nodes count in whole seconds: what has been told before comes again.
                if (after is null || line.Timestamp > after || (after == query.Since && line.Timestamp >= after))
                    await lines.WriteAsync(line, cancellationToken);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ChannelClosedException or IOException or HttpRequestException)
        {
            Log.PodLogBroken(logger, pod.Metadata.Name, ended.Message);
        }
    }

    private async IAsyncEnumerable<FunctionLogLine> OfPodAsync(FunctionLogQuery query, V1Pod pod, DateTimeOffset? since, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await OpenAsync(query, pod, since, follow, cancellationToken);
        if (stream is null)
            yield break;
        using var reader = new StreamReader(stream);
        FunctionLogLine? before = null;
        var goesOn = false;
        await foreach (var (text, isCut) in BoundedLines.ReadAsync(reader, cancellationToken))
        {
            // Only the first piece of a line bears its time.
            var line = goesOn && before is not null ? before with { Text = text } : Line(query.Function, pod.Metadata.Name, text);
            (before, goesOn) = (line, isCut);
            if (line is not null && (query.Since is null || line.Timestamp >= query.Since))
                yield return line;
        }
    }

    private async Task<Stream?> OpenAsync(FunctionLogQuery query, V1Pod pod, DateTimeOffset? since, bool follow, CancellationToken cancellationToken)
    {
        try
        {
            return await client.CoreV1.ReadNamespacedPodLogAsync(
                pod.Metadata.Name, query.Function.Namespace, container: pod.Spec.Containers[0].Name, follow: follow, timestamps: true,
                sinceSeconds: since is { } from ? Math.Max(1, (int)Math.Min(int.MaxValue, Math.Ceiling((time.GetUtcNow() - from).TotalSeconds) + 1)) : null,
                tailLines: !follow && query.Tail > 0 ? query.Tail : null, cancellationToken: cancellationToken);
        }
        catch (HttpOperationException refusal) when (ClusterCalls.Status(refusal) is HttpStatusCode.BadRequest or HttpStatusCode.NotFound)
        {
            // It has not begun, or is gone.
            Log.PodLogBroken(logger, pod.Metadata.Name, refusal.Message);
            return null;
        }
    }

    private IEnumerable<V1Pod> Pods(FunctionLogQuery query) =>
        catalogue.Find(query.Function) is { } found ? found.Objects.PodsOf(found.Deployment).Where(pod => query.Instance is null || pod.Metadata.Name == query.Instance) : [];

    private static bool IsRunning(V1Pod pod) => (pod.Status?.ContainerStatuses ?? []).Any(status => status.State?.Running is not null);

    private static FunctionLogLine? Line(FunctionName function, string pod, string text)
    {
        var blank = text.AsSpan(0, Math.Min(text.Length, LongestStamp)).IndexOf(' ');
        return blank > 0 && DateTimeOffset.TryParse(text.AsSpan(0, blank), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? new FunctionLogLine(function.Name, function.Namespace, pod, at, text[(blank + 1)..])
            : null;
    }
}
