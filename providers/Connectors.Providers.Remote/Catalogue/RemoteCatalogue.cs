using Connectors.Core.Changes;
using Connectors.Core.Functions;
using Connectors.Core.Providers;
using Connectors.Providers.Remote.Access;

namespace Connectors.Providers.Remote.Catalogue;

/// <summary>
/// The functions as they were read last, kept while the provider is away. What this process changes is seen as soon as the change was
/// accepted. Thread-safe.
/// </summary>
internal sealed class RemoteCatalogue(ProviderAccess access, FunctionReading reading) : IFunctionCatalogue, IFunctionResolution
{
    private readonly Lock gate = new();
    private volatile Dictionary<FunctionName, RemoteFunction>? functions;
    private string? fault;
    private long edits;

    public ChangeSignal Changes { get; } = new();

    public ValueTask<IReadOnlyList<FunctionStatus>> ListAsync(string? @namespace, CancellationToken cancellationToken) =>
        new([.. Known().Values.Where(one => @namespace is null || one.Status.Namespace == @namespace).Select(one => one.Status).OrderBy(status => status.FullName)]);

    public ValueTask<FunctionStatus?> GetAsync(FunctionName function, CancellationToken cancellationToken) => new(Known().GetValueOrDefault(function)?.Status);

    public ValueTask<FunctionEndpoints?> ResolveAsync(FunctionName function, CancellationToken cancellationToken) => new(Known().GetValueOrDefault(function)?.Endpoints);

    /// <summary>Whether there is such a function.</summary>
    public bool Knows(FunctionName function) => Known().ContainsKey(function);

    /// <summary>Reads everything.</summary>
    /// <exception cref="ProviderUnavailableException">It could not be read; what is known stays.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = Interlocked.Read(ref edits);
            var next = new Dictionary<FunctionName, RemoteFunction>();
            foreach (var function in await reading.AllAsync(cancellationToken))
                next[function.Status.FullName] = function;
            if (TryReplace(next, before))
                return;
        }
    }

    /// <summary>Reads one function, which this process has just changed. It may be read later with all others when that does not succeed.</summary>
    public async Task RefreshAsync(FunctionName function, CancellationToken cancellationToken)
    {
        var found = await reading.OneAsync(function, cancellationToken);
        Edit(function, found);
    }

    /// <summary>A function, or all of a namespace, is gone because this process wanted it so.</summary>
    public void Forget(FunctionName function) => Edit(function, null);

    /// <inheritdoc cref="Forget(FunctionName)"/>
    public void Forget(string @namespace)
    {
        foreach (var function in Known().Keys.Where(name => name.Namespace == @namespace).ToList())
            Edit(function, null);
    }

    /// <summary>The provider could not be asked: what callers are told who ask before it ever could.</summary>
    public void Failed(string reason) => fault = reason;

    private Dictionary<FunctionName, RemoteFunction> Known() =>
        functions ?? throw new ProviderUnavailableException(fault ?? $"{access.Name} has not told its functions yet");

    private void Edit(FunctionName function, RemoteFunction? now)
    {
        lock (gate)
        {
            edits++;
            var next = new Dictionary<FunctionName, RemoteFunction>(functions ?? []);
            if (now is null)
                next.Remove(function);
            else
                next[function] = now;
            functions = next;
        }
        Changes.Notify();
    }

    // What was read before one of our own changes does not undo it.
    private bool TryReplace(Dictionary<FunctionName, RemoteFunction> next, long before)
    {
        bool differs;
        lock (gate)
        {
            if (edits != before)
                return false;
            differs = functions is null || !SameFunctions.Are(functions, next);
            functions = next;
        }
        if (differs)
            Changes.Notify();
        return true;
    }
}
