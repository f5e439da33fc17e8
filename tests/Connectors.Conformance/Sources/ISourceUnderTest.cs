using Microsoft.Extensions.DependencyInjection;

namespace Connectors.Conformance.Sources;

/// <summary>
/// A real source with a connector for it. Topics are named by the suite in lower-case words; the fixture makes them unique to the test
/// where servers are shared.
/// </summary>
public interface ISourceUnderTest : IAsyncDisposable
{
    SourceFeatures Features { get; }

    /// <summary>The connector's name.</summary>
    string Connector { get; }

    /// <summary>The topic as functions annotate it and events bear it, of one or several words: <c>orders</c>, <c>orders/new</c> for MQTT.</summary>
    string Topic(params string[] words);

    /// <summary>A pattern for all topics of two words whose first is this.</summary>
    string PatternBelow(string word);

    /// <summary>The name of the header that a message's own header reaches the function as.</summary>
    string HeaderNameOf(string header);

    /// <summary>Registers the connector through its door. Each replica is a host of its own.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="replica">0, 1, …: a replica keeps what identifies it over its restarts.</param>
    void AddConnector(IServiceCollection services, int replica);

    /// <summary>Publishes by a client that is not the connector's; returns when the source has it. Waits for a subscription where the protocol keeps nothing without one.</summary>
    Task PublishAsync(string topic, byte[] payload, IReadOnlyDictionary<string, string>? headers = null);

    /// <summary>Takes the source away, without warning where that is possible.</summary>
    Task StopSourceAsync();

    /// <summary>Brings it back with what it had.</summary>
    Task StartSourceAsync();
}
