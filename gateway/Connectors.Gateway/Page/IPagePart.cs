namespace Connectors.Gateway.Page;

/// <summary>One section of the page. Thread-safe.</summary>
internal interface IPagePart
{
    /// <summary>Its heading.</summary>
    string Title { get; }

    /// <summary>What stands below it. A throw shows as a sentence in its place.</summary>
    /// <param name="page">Which page of the functions is shown, 1 or more.</param>
    /// <param name="cancellationToken">The reader left.</param>
    Task<Html> RenderAsync(int page, CancellationToken cancellationToken);
}
