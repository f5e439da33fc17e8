using Connectors.Core.Describing;
using Connectors.Core.Functions;
using Connectors.Gateway.Describing;

namespace Connectors.Gateway.Secrets;

/// <summary>What the routes of secrets say of themselves.</summary>
internal static class SecretDescriptions
{
    public static readonly OperationDescription List = new("The names of a namespace's secrets.")
    {
        Parameters = [Told.Namespace],
        Answers = [new(200, "Never their values.", static () => OpenFaasJson.Default.IReadOnlyListSecretContract)],
        Errors = [400, 502, 504],
    };

    public static readonly OperationDescription Create = Changing("Makes a secret.", 409);

    public static readonly OperationDescription Update = Changing("Gives a secret another value.", 404);

    public static readonly OperationDescription Delete = Changing("Removes a secret; its name is enough.", 404);

    private static OperationDescription Changing(string summary, int error) => new(summary)
    {
        Parameters = [Told.Namespace],
        Body = static () => OpenFaasJson.Default.SecretContract,
        Answers = [Told.Accepted],
        Errors = [error, 501, 502, 504],
    };
}
