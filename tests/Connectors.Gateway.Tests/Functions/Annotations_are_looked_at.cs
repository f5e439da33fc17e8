using Connectors.Core.Functions;
using Connectors.Gateway.Tests.Fixtures;

namespace Connectors.Gateway.Tests.Functions;

/// <summary>Slips in annotations are told when a function is seen, before anybody calls it.</summary>
public sealed class Annotations_are_looked_at
{
    [Fact]
    public async Task Each_slip_is_told_once_when_the_function_is_deployed()
    {
        var log = new LogLines();
        await using var host = await GatewayHost.StartAsync(services: log.AddTo);
        var slips = new Dictionary<string, string> { ["com.openfaas.retry.attempts"] = "many", ["com.openfaas.quue"] = "slow" };
        const string Told = "Warning: Function echo.openfaas-fn: annotation com.openfaas.retry.attempts 'many' is not a whole number from 1 to 1000; the default is used; annotation com.openfaas.quue is not known; did you mean com.openfaas.queue?";

        host.Provider.Add(new FunctionStatus { Name = "echo", Image = "any", Annotations = slips });
        host.Provider.Changes.Notify();
        await ToldAsync(log, Told);
        host.Provider.Add(new FunctionStatus { Name = "echo", Image = "other", Annotations = new Dictionary<string, string>(slips) });
        host.Provider.Add(new FunctionStatus { Name = "last", Image = "any", Annotations = new Dictionary<string, string> { ["com.openfaas.quue"] = "slow" } });
        host.Provider.Changes.Notify();
        await ToldAsync(log, "Warning: Function last.openfaas-fn: annotation com.openfaas.quue is not known; did you mean com.openfaas.queue?");

        Assert.Single(log.Entries, entry => entry == Told);
    }

    [Fact]
    public async Task A_label_that_was_to_protect_a_function_is_told_also_when_it_comes_later()
    {
        var log = new LogLines();
        await using var host = await GatewayHost.StartAsync(services: log.AddTo);
        var annotations = new Dictionary<string, string>();
        host.Provider.Add(new FunctionStatus { Name = "echo", Image = "any", Annotations = annotations });
        host.Provider.Add(new FunctionStatus { Name = "first", Image = "any", Annotations = new Dictionary<string, string> { ["com.openfaas.auht"] = "token" } });
        host.Provider.Changes.Notify();
        await ToldAsync(log, "Warning: Function first.openfaas-fn: annotation com.openfaas.auht is not known; did you mean com.openfaas.auth?");
        host.Provider.Add(new FunctionStatus { Name = "echo", Image = "any", Annotations = annotations, Labels = new Dictionary<string, string> { ["com.openfaas.auth"] = "token" } });
        host.Provider.Changes.Notify();
        await ToldAsync(log, "Warning: Function echo.openfaas-fn: com.openfaas.auth is an annotation, not a label: the function is open");
    }

    private static async Task ToldAsync(LogLines log, string entry)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(TimeSpan.FromSeconds(20));
        while (!log.Entries.Contains(entry))
            await timer.WaitForNextTickAsync(late.Token);
    }
}
