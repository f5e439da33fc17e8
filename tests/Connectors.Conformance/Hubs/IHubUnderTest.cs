namespace Connectors.Conformance.Hubs;

/// <summary>What a hub with a provider needs: the place where its functions run, and an image. Disposing removes all of it.</summary>
public interface IHubUnderTest : IAsyncDisposable
{
    /// <summary>The image of a watchdog and a shell.</summary>
    string Image { get; }

    /// <summary>The program with the provider, not started yet.</summary>
    /// <param name="role">Its arguments: <c>up</c>, <c>-f</c>, …</param>
    HubProgram Program(params string[] role);
}
