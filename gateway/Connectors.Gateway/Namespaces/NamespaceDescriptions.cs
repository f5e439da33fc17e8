using Connectors.Core.Describing;
using Connectors.Core.Functions;
using Connectors.Gateway.Describing;

namespace Connectors.Gateway.Namespaces;

/// <summary>What the routes of namespaces say of themselves.</summary>
internal static class NamespaceDescriptions
{
    public static readonly OperationDescription List = new("The names of all namespaces.") { Answers = [new(200, "The default one is always among them.", static () => OpenFaasJson.Default.IReadOnlyListString)], Errors = [502, 504] };

    public static readonly OperationDescription Get = new("One namespace.") { Answers = [new(200, "With its labels and annotations.", static () => OpenFaasJson.Default.FunctionNamespace)], Errors = [404, 502, 504] };

    public static readonly OperationDescription Create = Changing("Makes a namespace.", 409);

    public static readonly OperationDescription Update = Changing("Gives a namespace other labels and annotations.", 404);

    public static readonly OperationDescription Delete = new("Removes a namespace with its functions and secrets. A body is not read.") { Answers = [Told.Accepted], Errors = [400, 404, 501, 502, 504] };

    private static OperationDescription Changing(string summary, int error) =>
        new(summary) { Body = static () => OpenFaasJson.Default.FunctionNamespace, Answers = [Told.Accepted], Errors = [error, 501, 502, 504] };
}
