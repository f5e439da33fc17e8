namespace Connectors.Conformance.Sources;

/// <summary>What a source and its protocol can do, and its connector therefore must.</summary>
[Flags]
public enum SourceFeatures
{
    None = 0,

    /// <summary>What is not acknowledged comes again.</summary>
    Redelivers = 1,

    /// <summary>Messages wait for a connector that is away.</summary>
    Keeps = 2,

    /// <summary>A redelivery bears the identity that the first delivery bore.</summary>
    StableIds = 4,

    /// <summary>Several replicas share the messages.</summary>
    Shares = 8,

    /// <summary>A topic may be a pattern.</summary>
    Patterns = 16,

    /// <summary>Messages have headers of their own.</summary>
    Headers = 32,

    /// <summary>The source can be taken away and brought back.</summary>
    Restarts = 64,

    All = Redelivers | Keeps | StableIds | Shares | Patterns | Headers | Restarts,
}
