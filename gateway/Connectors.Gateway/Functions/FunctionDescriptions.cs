using Connectors.Core.Describing;
using Connectors.Core.Functions;
using Connectors.Gateway.Describing;

namespace Connectors.Gateway.Functions;

/// <summary>What the routes of functions say of themselves.</summary>
internal static class FunctionDescriptions
{
    public static readonly OperationDescription List = new("All functions of a namespace.")
    {
        Parameters = [Told.Namespace],
        Answers = [new(200, "Ordered by name, with the number of calls that have ended.", static () => OpenFaasJson.Default.IReadOnlyListFunctionStatus)],
        Errors = [400, 502, 504],
    };

    public static readonly OperationDescription Create = new("Deploys a function.")
    {
        Body = static () => OpenFaasJson.Default.FunctionDeployment,
        Answers = [Told.Accepted],
        Errors = [403, 409, 501, 502, 504],
    };

    public static readonly OperationDescription Update = new("Deploys a function in the place of the one of that name.")
    {
        Body = static () => OpenFaasJson.Default.FunctionDeployment,
        Answers = [Told.Accepted],
        Errors = [404, 501, 502, 504],
    };

    public static readonly OperationDescription Delete = new("Removes a function and its replicas.")
    {
        Parameters = [Told.Namespace],
        Body = static () => OpenFaasJson.Default.DeleteFunctionRequest,
        Answers = [Told.Accepted],
        Errors = [404, 502, 504],
    };

    public static readonly OperationDescription Get = new("One function.")
    {
        Parameters = [Told.Name, Told.Namespace, new("usage", "1 or true: with the CPU and memory that its replicas use.")],
        Answers = [new(200, "As it was deployed, and its replicas.", static () => StatusJson.Single)],
        Errors = [400, 404, 502, 504],
    };

    public static readonly OperationDescription Scale = new("Sets the number of a function's replicas.")
    {
        Parameters = [Told.Name, Told.Namespace],
        Body = static () => OpenFaasJson.Default.ScaleFunctionRequest,
        Answers = [Told.Accepted],
        Errors = [404, 501, 502, 504],
    };
}
