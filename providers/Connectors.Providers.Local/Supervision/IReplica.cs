using Connectors.Providers.Local.Catalogue;

namespace Connectors.Providers.Local.Supervision;

/// <summary>One replica of a function, from its first try to start until nothing of it is left. It starts anew by itself when it ends. Thread-safe.</summary>
internal interface IReplica
{
    /// <summary>Its name, unique in its namespace.</summary>
    string Id { get; }

    /// <summary>Of the deployment that it runs.</summary>
    long Revision { get; }

    /// <summary>Where it answers, when it is ready; null when it is not.</summary>
    Uri? ReadyAddress { get; }

    /// <summary>Why it is not ready, in words for a caller.</summary>
    string NotReadyReason { get; }

    /// <summary>Begins to start it; once.</summary>
    void Start();

    /// <summary>Brings a secret's file to its present value, if this replica uses the secret.</summary>
    void RefreshSecret(string name);

    /// <summary>Lets what is on its way arrive and what runs end, then removes everything. Never throws.</summary>
    /// <param name="delay">How long it still accepts requests.</param>
    /// <param name="sweep">Looks for what detached itself; who stops many does that once.</param>
    Task StopAsync(TimeSpan delay, bool sweep);
}

/// <summary>Makes replicas. Thread-safe.</summary>
internal interface IReplicaSource
{
    /// <summary>One that has not been started.</summary>
    /// <param name="function">What it runs.</param>
    /// <param name="id">Its name.</param>
    /// <param name="changed">Called after it has become ready or has ceased to be; from any thread.</param>
    IReplica Create(StoredFunction function, string id, Action changed);

    /// <summary>How many replicas rest, rather than leave, when the function is scaled to zero; each is an <see cref="ILastingReplica"/>.</summary>
    int Resting(StoredFunction function) => 0;
}
