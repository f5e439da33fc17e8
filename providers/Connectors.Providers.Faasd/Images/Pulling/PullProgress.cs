namespace Connectors.Providers.Faasd.Images.Pulling;

/// <summary>How far a pull is.</summary>
/// <param name="Image">Of which image.</param>
/// <param name="Step">What is being done.</param>
/// <param name="Layers">How many layers it has; 0 before that is known.</param>
/// <param name="Unpacked">How many of them are unpacked.</param>
/// <param name="Bytes">How many bytes of it are here.</param>
/// <param name="TotalBytes">How many it has; 0 before that is known.</param>
internal sealed record PullProgress(string Image, PullStep Step, int Layers, int Unpacked, long Bytes, long TotalBytes);

/// <summary>The steps of a pull, in their order.</summary>
internal enum PullStep
{
    /// <summary>The registry is asked what the name stands for.</summary>
    Resolving,

    /// <summary>Layers come and are unpacked as they do.</summary>
    Fetching,

    /// <summary>It can be run.</summary>
    Done,
}
