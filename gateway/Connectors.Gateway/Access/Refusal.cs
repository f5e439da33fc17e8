using Connectors.Gateway.Answers;
using Connectors.Gateway.Invocations.Grpc;
using Microsoft.AspNetCore.Http;

namespace Connectors.Gateway.Access;

/// <summary>Why a caller is not let in, and how it is told.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="Line">The answer's sentence.</param>
internal sealed record Refusal(int Status, string Line)
{
    /// <summary>No credentials, or wrong ones.</summary>
    public static Refusal Unknown { get; } = new(StatusCodes.Status401Unauthorized, "invalid credentials") { Challenge = "Basic realm=\"Restricted\"" };

    /// <summary>A token that is not the issuer's, not for us, or not of now.</summary>
    public static Refusal WrongToken { get; } = new(StatusCodes.Status401Unauthorized, "invalid token") { Challenge = "Bearer realm=\"Restricted\", error=\"invalid_token\"" };

    /// <summary>A web page speaks, where nothing is asked of programs.</summary>
    public static Refusal OfPage { get; } = new(StatusCodes.Status403Forbidden, "without credentials this answers to programs of this machine only, not to web pages");

    /// <summary>How the caller is asked to show who it is; null: that would not help.</summary>
    public string? Challenge { get; init; }

    /// <summary>When to come again.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>Too many wrong ones; this one was not looked at.</summary>
    public static Refusal Paused(TimeSpan left) => new(StatusCodes.Status429TooManyRequests, "too many wrong credentials came from this address; nothing from it is looked at for a while") { After = left };

    /// <summary>A caller who may do less than this takes.</summary>
    public static Refusal Lacks(Caller caller, AccessRole needed) => new(StatusCodes.Status403Forbidden,
        $"this needs the role {Word(needed)}, and {caller.Name} has {Word(caller.Role)}");

    /// <summary>Nobody can tell whether a token is good.</summary>
    public static Refusal NoIssuer(string why) => new(StatusCodes.Status503ServiceUnavailable, why) { After = Oidc.IssuerKeys.Pause };

    /// <summary>Answers with it.</summary>
    public Task WriteAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (Challenge is not null)
            headers.WWWAuthenticate = Challenge;
        if (After is { } after)
            PlainAnswer.TellWhen(context, after);
        if (!GrpcCall.Is(context.Request))
            return PlainAnswer.Write(context, Status, Line);
        return GrpcAnswer.Write(context, Status, Line);
    }

    private static string Word(AccessRole role) => role switch
    {
        AccessRole.None => "none",
        AccessRole.Read => "read",
        AccessRole.Deploy => "deploy",
        _ => "admin",
    };
}
