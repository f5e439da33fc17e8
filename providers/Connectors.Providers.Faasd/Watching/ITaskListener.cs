namespace Connectors.Providers.Faasd.Watching;

/// <summary>Wants to know what happens to the process of one container. Called from any thread; returns at once.</summary>
internal interface ITaskListener
{
    /// <summary>Something may have happened: look at the process.</summary>
    void Changed();

    /// <summary>The kernel ended one of its processes for want of memory.</summary>
    void OutOfMemory();
}
