namespace NATS.NKeys;

/// <summary>What a key is for: the first letter of its text.</summary>
public enum PrefixByte : byte
{
    /// <summary>S, a seed.</summary>
    Seed = 18 << 3,

    /// <summary>N, a server.</summary>
    Server = 13 << 3,

    /// <summary>C, a cluster.</summary>
    Cluster = 2 << 3,

    /// <summary>O, an operator.</summary>
    Operator = 14 << 3,

    /// <summary>A, an account.</summary>
    Account = 0,

    /// <summary>U, a user.</summary>
    User = 20 << 3,
}
