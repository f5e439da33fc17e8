namespace Connectors.Providers.Local.Supervision;

/// <summary>A replica that can rest, and that can go on without the hub. Thread-safe.</summary>
internal interface ILastingReplica : IReplica
{
    /// <summary>It rests, or is about to: it serves nobody, and is back soon after <see cref="Wake"/>.</summary>
    bool IsResting { get; }

    /// <summary>Lets what is on its way to it end, then lets it rest. At once not ready; does nothing for one that rests.</summary>
    void Rest();

    /// <summary>Brings it back; does nothing for one that does not rest.</summary>
    void Wake();

    /// <summary>Returns when nobody looks after it any more: it goes on as it is. Never throws.</summary>
    Task ReleaseAsync();
}
