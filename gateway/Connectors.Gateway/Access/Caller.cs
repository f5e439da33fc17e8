using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Access;

/// <summary>Who has been let in, kept among a request's features.</summary>
/// <param name="Name">The user's name, or a token's subject.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Kind">How it has shown who it is.</param>
internal sealed record Caller(string Name, AccessRole Role, CallerKind Kind)
{
    /// <summary>Where nothing is asked of callers.</summary>
    public static Caller Anonymous { get; } = new("anonymous", AccessRole.Admin, CallerKind.Anonymous);

    /// <summary>Who was let in by this request; null: nobody yet.</summary>
    public static Caller? Of(HttpContext context) => context.Features.Get<Caller>();
}

/// <summary>How a caller has shown who it is.</summary>
internal enum CallerKind
{
    /// <summary>Not at all: nothing is asked.</summary>
    Anonymous,

    /// <summary>By the gateway's credentials.</summary>
    Basic,

    /// <summary>By a token of the issuer.</summary>
    Token,
}
