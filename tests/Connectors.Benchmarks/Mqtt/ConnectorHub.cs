using System.Diagnostics;
using Connectors.Core.Functions;
using Connectors.Core.Invocations;
using Connectors.Core.Providers;
using Connectors.Core.Queues;
using Connectors.Gateway.Tests.Fixtures;
using Connectors.Mqtt;
using Connectors.Queues.Sqlite;
using Connectors.Sdk.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Connectors.Benchmarks.Mqtt;

/// <summary>The connector over the embedded queue, and a function that listens.</summary>
internal sealed class ConnectorHub(string url, string directory, int inFlight) : IAsyncDisposable
{
    private readonly List<string> logged = [];
    private int made;

    /// <summary>Leaves a session that keeps messages.</summary>
    public async Task SubscribeAsync()
    {
        var intake = new CountingIntake(0);
        using var host = Build(intake);
        await host.StartAsync();
        while (!Listens())
            await Task.Delay(10);
        await host.StopAsync();
        lock (logged)
            logged.Clear();
    }

    /// <returns>Messages a second, from the first that comes to the last that is stored.</returns>
    public async Task<double> TakeAsync(int count)
    {
        var intake = new CountingIntake(count);
        using var host = Build(intake);
        await host.StartAsync();
        var rate = await intake.RateAsync();
        await host.StopAsync();
        return rate;
    }

    /// <returns>Calls a second, so many at a time.</returns>
    public async Task<double> StoreAsync(int count, int callers, string body)
    {
        var intake = new CountingIntake(count);
        using var host = Build(intake, listens: false);
        await host.StartAsync();
        intake.Queue = host.Services.GetRequiredService<IInvocationQueue>();
        var call = new NewInvocation
        {
            Queue = "faas-request",
            Function = new FunctionName("echo", "openfaas-fn"),
            Body = InvocationBody.FromMemory(System.Text.Encoding.UTF8.GetBytes(body)),
        };
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) <= count)
                await intake.EnqueueAsync(call, CancellationToken.None);
        })));
        var rate = await intake.RateAsync();
        await host.StopAsync();
        return rate;
    }

    public ValueTask DisposeAsync() => default;

    private bool Listens()
    {
        lock (logged)
            return logged.Exists(line => line.StartsWith("Listening to bench/a", StringComparison.Ordinal));
    }

    // A queue of its own each time: what earlier turns stored must not slow down later ones.
    private IHost Build(CountingIntake intake, bool listens = true)
    {
        var functions = new MemoryProvider();
        functions.Add(new FunctionStatus { Name = "echo", Namespace = "openfaas-fn", Image = "any", Annotations = new Dictionary<string, string> { ["topic"] = "bench/a" } });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(logging => logging.AddProvider(new Lines(logged)));
        builder.Services.AddSingleton<IFunctionCatalogue>(functions);
        builder.Services.AddSqliteQueue(new QueueSettings(), Path.Combine(directory, $"queue-{made++}"));
        builder.Services.AddSingleton<IInvocationIntake>(provider =>
        {
            intake.Queue = provider.GetRequiredService<IInvocationQueue>();
            return intake;
        });
        if (listens)
        {
            builder.Services.AddConnectorHosting(new ConnectorHostSettings());
            builder.Services.AddMqttConnector(new MqttSettings { Url = url, ClientId = "hub", MaxInflight = inFlight });
        }
        return builder.Build();
    }

    private sealed class CountingIntake(int count) : IInvocationIntake
    {
        private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long first;
        private int stored;

        public IInvocationQueue? Queue { get; set; }

        public async ValueTask<EnqueueResult> EnqueueAsync(NewInvocation invocation, CancellationToken cancellationToken)
        {
            Interlocked.CompareExchange(ref first, Stopwatch.GetTimestamp(), 0);
            var result = await Queue!.EnqueueAsync(invocation, cancellationToken);
            if (Interlocked.Increment(ref stored) == count)
                done.SetResult();
            return result;
        }

        public async Task<double> RateAsync()
        {
            await done.Task;
            return count / Stopwatch.GetElapsedTime(first).TotalSeconds;
        }
    }

    private sealed class Lines(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines)
                lines.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
