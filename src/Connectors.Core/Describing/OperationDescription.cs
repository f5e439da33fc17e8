using System.Text.Json.Serialization.Metadata;

namespace Connectors.Core.Describing;

/// <summary>
/// Endpoint metadata: what a route does, for <c>/openapi.json</c>. A route may bear several, one for each of its methods or paths; one
/// without any is listed bare. Immutable.
/// </summary>
/// <param name="Summary">What it is for, as a sentence.</param>
public sealed record OperationDescription(string Summary)
{
    /// <summary>The methods it holds for, in capitals; empty: those of the route.</summary>
    public IReadOnlyList<string> Methods { get; init; } = [];

    /// <summary>The path, with parameters in braces; null: the route's.</summary>
    public string? Path { get; init; }

    /// <summary>The JSON of the request's body, asked for when the document is made: to set it up takes time that a start need not spend. Null: it has none, or one of <see cref="BodyType"/>.</summary>
    public Func<JsonTypeInfo>? Body { get; init; }

    /// <summary>The media type of a body that is no JSON of ours; null: there is none.</summary>
    public string? BodyType { get; init; }

    /// <summary>What its path, query and headers may say; parameters of the path that are not named here are listed bare.</summary>
    public IReadOnlyList<OperationParameter> Parameters { get; init; } = [];

    /// <summary>How it is answered when all is well.</summary>
    public IReadOnlyList<OperationAnswer> Answers { get; init; } = [];

    /// <summary>Statuses of its errors, each a line of text. 500, those of credentials and those of bodies go without saying.</summary>
    public IReadOnlyList<int> Errors { get; init; } = [];
}

/// <summary>Where a parameter stands.</summary>
public enum OperationParameterPlace
{
    /// <summary>In the query.</summary>
    Query,

    /// <summary>In the path.</summary>
    Path,

    /// <summary>Among the headers.</summary>
    Header,
}

/// <summary>One parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it says, as a sentence.</param>
/// <param name="Place">Where it stands.</param>
public sealed record OperationParameter(string Name, string Description, OperationParameterPlace Place = OperationParameterPlace.Query);

/// <summary>One good answer.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Description">What it means, as a sentence.</param>
/// <param name="Body">Its JSON, asked for when the document is made; null: it has none, or a body of <paramref name="MediaType"/>.</param>
/// <param name="MediaType">Of its body; null: JSON where there is a body.</param>
public sealed record OperationAnswer(int Status, string Description, Func<JsonTypeInfo>? Body = null, string? MediaType = null);
