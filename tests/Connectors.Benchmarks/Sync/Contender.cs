using System.Net;

namespace Connectors.Benchmarks.Sync;

/// <summary>One of those that are compared.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="Target">Where it listens.</param>
/// <param name="Path">What to ask it for.</param>
internal sealed record Contender(string Name, IPEndPoint Target, string Path);
