using System.Net;
using System.Runtime.CompilerServices;
using Connectors.Core.Changes;
using Connectors.Providers.FaasNetes.Watching;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Connectors.Providers.FaasNetes.Tests.Watching;

public class A_kind_that_may_be_lacking
{
    private static readonly V1ConfigMap One = new() { Metadata = new V1ObjectMeta { Name = "one", Uid = "1", ResourceVersion = "7" } };
    private readonly List<Lack?> told = [];
    private HttpOperationException? refusal = Refused(HttpStatusCode.NotFound);

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    // Time stands still here: nothing but the look of somebody else ends the wait for it.
    [Fact]
    public async Task Is_followed_as_soon_as_somebody_finds_it()
    {
        var changes = new ChangeSignal();
        var cache = new ObjectCache<V1ConfigMap>(changes.Notify);
        var health = new ClusterHealth(TimeProvider.System);
        var time = new FakeTimeProvider();
        var kind = new OptionalKind<V1ConfigMap, V1ConfigMapList>(new("maps", _ => ListAsync(), (_, _, _, ending) => Watch(ending)), told.Add, time);
        var informer = new Informer<V1ConfigMap, V1ConfigMapList>(kind.Watched, cache, health, time, NullLogger.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        var running = informer.RunAsync(stop.Token);
        var seen = await changes.WaitAsync(0, Ending);
        Assert.Equal(new Lack(IsUnknown: true, "no such thing"), told[0]);
        Assert.Empty(cache.All);
        Assert.Null(health.Fault);
        refusal = null;
        Assert.Single((await kind.ListAsync(Ending)).Items);
        while (cache.Find("one") is null)
            seen = await changes.WaitAsync(seen, Ending);
        Assert.Null(told[^1]);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task May_also_be_forbidden()
    {
        refusal = Refused(HttpStatusCode.Forbidden);
        Assert.Empty((await Kind().ListAsync(Ending)).Items);
        Assert.Equal([new Lack(IsUnknown: false, "no such thing")], told);
    }

    [Fact]
    public async Task Is_not_taken_to_be_lacking_for_another_fault()
    {
        refusal = Refused(HttpStatusCode.InternalServerError);
        await Assert.ThrowsAsync<HttpOperationException>(() => Kind().ListAsync(Ending));
        Assert.Empty(told);
    }

    private OptionalKind<V1ConfigMap, V1ConfigMapList> Kind() => new(new("maps", _ => ListAsync(), (_, _, _, ending) => Watch(ending)), told.Add, TimeProvider.System);

    private Task<V1ConfigMapList> ListAsync() => refusal is not null
        ? Task.FromException<V1ConfigMapList>(refusal)
        : Task.FromResult(new V1ConfigMapList { Metadata = new V1ListMeta { ResourceVersion = "7" }, Items = [One] });

    // From a version of long ago all there is comes first, as Kubernetes has it.
    private static async IAsyncEnumerable<(WatchEventType, V1ConfigMap)> Watch([EnumeratorCancellation] CancellationToken ending)
    {
        yield return (WatchEventType.Added, One);
        await Task.Delay(Timeout.InfiniteTimeSpan, ending);
    }

    private static HttpOperationException Refused(HttpStatusCode status)
    {
        using var response = new HttpResponseMessage(status);
        return new HttpOperationException("refused") { Response = new HttpResponseMessageWrapper(response, """{"message":"no such thing"}""") };
    }
}
