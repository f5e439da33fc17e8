using System.Diagnostics;
using System.Globalization;
using System.Net;
using Connectors.Benchmarks.Load;
using k8s;
using k8s.Models;

namespace Connectors.Benchmarks.Pods;

/// <summary>
/// How long it takes from a deployment to the first byte of the first answer, and from a call of a function at zero to the first byte of its answer, through
/// the gateway, against the bare cluster: the same pods, written or scaled by its own client, awaited by a watch and asked. They take turns.
/// </summary>
internal static class UntilAnswered
{
    private const int Turns = 9;
    private const string Resting = "resting";

    public static async Task RunAsync()
    {
        await using var hub = await PodHub.StartAsync();
        await hub.DeployAsync(Resting);
        await hub.ReadyAsync(Resting);
        var bare = new BareDeployment(hub.Cluster, hub.Namespace);
        var running = new List<double>();
        List<PodTimes> written = [], scaled = [];
        List<double> deployed = [], fromZero = [];
        // The first turn warms up.
        for (var turn = 0; turn <= Turns; turn++)
        {
            running.Add(await TimeAsync(() => CallAsync(hub, Resting)));
            var like = await bare.LikeAsync(Resting);
            await hub.ScaleAsync(Resting, 0);
            await ApartAsync(hub);

            written.Add(await bare.TimeAsync(() => hub.Cluster.AppsV1.CreateNamespacedDeploymentAsync(like, hub.Namespace)));
            await ScaleBareAsync(hub, 0);
            await ApartAsync(hub);
            scaled.Add(await bare.TimeAsync(() => ScaleBareAsync(hub, 1)));
            await hub.Cluster.AppsV1.DeleteNamespacedDeploymentAsync(BareDeployment.Name, hub.Namespace, propagationPolicy: "Background");
            await ApartAsync(hub);

            var name = string.Create(CultureInfo.InvariantCulture, $"new-{turn}");
            deployed.Add(await TimeAsync(async () =>
            {
                await hub.DeployAsync(name);
                await hub.ReadyAsync(name);
                await CallAsync(hub, name);
            }));
            await hub.DeleteAsync(name);
            await ApartAsync(hub);
            fromZero.Add(await TimeAsync(() => CallAsync(hub, Resting)));
        }
        Console.WriteLine($"\nFunctions on Kubernetes, up to the first byte of an answer; medians of {Turns}\n");
        Table.Head("what", "pod told as running", "as ready", "first byte after", "of the bare cluster");
        Row("a running function, through the gateway", running, null);
        Row("a bare Deployment written, its pod awaited and asked", written);
        Row("a function deployed, awaited and called through the gateway", deployed, written);
        Row("a bare Deployment scaled from zero, its pod awaited and asked", scaled);
        Row("a function at zero, called through the gateway", fromZero, scaled);
    }

    // A node looks at its containers, and asks them whether they are ready, once a second: what is compared must not begin at the same moment of it each time.
    private static async Task ApartAsync(PodHub hub)
    {
        await hub.EmptyAsync();
        await Task.Delay(Random.Shared.Next(1000));
    }

    private static Task CallAsync(PodHub hub, string function) => FirstByte.OfAsync(IPAddress.Loopback, hub.Port, $"/function/{function}");

    private static Task<V1Deployment> ScaleBareAsync(PodHub hub, int replicas) =>
        hub.Cluster.AppsV1.PatchNamespacedDeploymentAsync(new V1Patch(new { spec = new { replicas } }, V1Patch.PatchType.MergePatch), BareDeployment.Name, hub.Namespace);

    private static async Task<double> TimeAsync(Func<Task> act)
    {
        var began = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> seen) => seen.Skip(1).Order().ElementAt(Turns / 2);

    private static void Row(string what, List<PodTimes> bare) =>
        Table.Row(what, Table.Millis(Median(bare.Select(one => one.Running))), Table.Millis(Median(bare.Select(one => one.Ready))), Table.Millis(Median(bare.Select(one => one.Answered))), "");

    private static void Row(string what, List<double> seen, List<PodTimes>? bare) => Table.Row(
        what, "", "", Table.Millis(Median(seen)), bare is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{Median(seen) / Median(bare.Select(one => one.Answered)):0.00} x"));
}
