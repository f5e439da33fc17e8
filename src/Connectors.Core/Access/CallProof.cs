using System.Security.Cryptography;
using System.Text;
using Connectors.Core.Functions;

namespace Connectors.Core.Access;

/// <summary>
/// How a worker or a connector that runs apart shows a gateway that it may call a protected function: a keyed hash of the call, in a header
/// of its own. The gateway's credentials are its key and do not travel; whoever sees a proof can do no more with it than repeat this call.
/// </summary>
public static class CallProof
{
    /// <summary>The header's name. A gateway never passes it on to a function.</summary>
    public const string Header = "X-Connectors-Proof";

    /// <summary>The header's value on an answer of 429: calls of a worker that prove to be one are not counted against its address.</summary>
    public const string Wanted = "wanted";

    /// <summary>The proof of one call.</summary>
    /// <param name="credentials">The gateway's, as <c>user:password</c> in UTF-8.</param>
    /// <param name="function">The function that is called.</param>
    /// <param name="callId">The <c>X-Call-Id</c> that the call bears.</param>
    public static string Of(ReadOnlySpan<byte> credentials, FunctionName function, string callId) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(credentials, Encoding.UTF8.GetBytes($"connectors-call\n{function}\n{callId}")));

    /// <summary>Whether a proof is that of this call; compared in constant time.</summary>
    public static bool Holds(string proof, ReadOnlySpan<byte> credentials, FunctionName function, string callId) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(proof), Encoding.UTF8.GetBytes(Of(credentials, function, callId)));
}
