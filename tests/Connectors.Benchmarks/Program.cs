using System.Globalization;
using Connectors.Benchmarks.Broker;
using Connectors.Benchmarks.Containers;
using Connectors.Benchmarks.Cron;
using Connectors.Benchmarks.Idle;
using Connectors.Benchmarks.Kafka;
using Connectors.Benchmarks.Listing;
using Connectors.Benchmarks.Mqtt;
using Connectors.Benchmarks.Pods;
using Connectors.Benchmarks.Queue;
using Connectors.Benchmarks.Soak;
using Connectors.Benchmarks.Sync;
using Connectors.Benchmarks.Watchdogs;

// dotnet run --project tests/Connectors.Benchmarks -c Release [-- sync|watchdog-fork|watchdog-http|list|idle|queue|broker|mqtt|kafka|cron|scale|soak|watchdog-start|faasd-zero|kubernetes [seconds [connections]]]
if (args is ["function", var port])
{
    // The program of a deployed function, which such a benchmark starts by itself.
    await Upstream.ServeEchoAsync(int.Parse(port, CultureInfo.InvariantCulture));
    return 0;
}
if (args is ["empty", var free])
{
    await Upstream.EmptyAsync(int.Parse(free, CultureInfo.InvariantCulture));
    return 0;
}
if (args is ["watchdog", var at, var mode, var program, var url])
{
    await WatchdogUnderTest.ServeAsync(int.Parse(at, CultureInfo.InvariantCulture), mode, program, url);
    return 0;
}
if (OwnNamespaces.AreEntered)
{
    await FromZero.RunAsync();
    return 0;
}
var what = args.Length > 0 ? args[0] : "all";
var seconds = args.Length > 1 ? double.Parse(args[1], CultureInfo.InvariantCulture) : 10;
if (what is not ("all" or "sync" or "watchdog-fork" or "watchdog-http" or "list" or "idle" or "queue" or "broker" or "mqtt" or "kafka" or "cron" or "scale" or "soak" or "watchdog-start" or "faasd-zero" or "kubernetes"))
{
    await Console.Error.WriteLineAsync($"there is no benchmark '{what}'; there are: sync, watchdog-fork, watchdog-http, list, idle, queue, broker, mqtt, kafka, cron, scale, soak, watchdog-start, faasd-zero, kubernetes");
    return 2;
}
Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}");
if (what is "all" or "sync")
    await SyncInvocation.RunAsync(TimeSpan.FromSeconds(seconds), args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : null);
if (what is "all" or "watchdog-fork")
    await ForkedCalls.RunAsync(TimeSpan.FromSeconds(seconds));
if (what is "all" or "watchdog-http")
    await ForwardedCalls.RunAsync(TimeSpan.FromSeconds(seconds));
if (what is "all" or "list")
    await ManyFunctions.RunAsync();
if (what is "all" or "idle")
    await IdleProgram.RunAsync();
if (what is "all" or "queue")
    await DurableQueue.RunAsync();
if (what is "all" or "broker")
    await BrokerQueue.RunAsync(TimeSpan.FromSeconds(seconds));
if (what is "all" or "mqtt")
    await MqttIntake.RunAsync(TimeSpan.FromSeconds(seconds));
if (what is "all" or "kafka")
    await KafkaIntoQueue.RunAsync(TimeSpan.FromSeconds(seconds));
if (what is "all" or "cron")
    await ManySchedules.RunAsync(TimeSpan.FromSeconds(args.Length > 1 ? seconds : 30));
if (what is "all" or "scale")
    await ManyQueued.RunAsync();
if (what is "all" or "watchdog-start")
    await WatchdogStart.RunAsync();
if (what is "all" or "faasd-zero" && await OwnNamespaces.EnterAsync() is not 0 and var failed)
    return failed;
if (what is "all" or "kubernetes")
    await UntilAnswered.RunAsync();
if (what is "all" or "soak" && !await SoakRun.RunAsync(TimeSpan.FromSeconds(args.Length > 1 ? seconds : 60)))
    return 1;
return 0;
