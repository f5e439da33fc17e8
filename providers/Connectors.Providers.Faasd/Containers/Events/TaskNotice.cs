namespace Connectors.Providers.Faasd.Containers.Events;

/// <summary>Something that happened to the process of a container.</summary>
internal abstract record TaskNotice
{
    /// <summary>Notices come from now on, and some may have been missed before: read all processes anew.</summary>
    public sealed record Listening : TaskNotice;

    /// <summary>The first process of a container has ended.</summary>
    public sealed record Exited(string Container, TaskEnd End) : TaskNotice;

    /// <summary>The kernel ended a process that wanted more memory than its container may have.</summary>
    public sealed record OutOfMemory(string Container) : TaskNotice;
}
