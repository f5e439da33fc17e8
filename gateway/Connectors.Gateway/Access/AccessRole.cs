namespace Connectors.Gateway.Access;

/// <summary>What a caller may do; each includes those before it.</summary>
internal enum AccessRole
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Look.</summary>
    Read,

    /// <summary>Deploy, scale and remove functions, write their secrets, and steer single calls.</summary>
    Deploy,

    /// <summary>Everything.</summary>
    Admin,
}
