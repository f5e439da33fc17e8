namespace Connectors.Worker.Invocations;

/// <summary>Where large answers wait while they are stored.</summary>
internal sealed record SpoolDirectory(string Path);
