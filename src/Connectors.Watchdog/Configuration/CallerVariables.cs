namespace Connectors.Watchdog.Configuration;

/// <summary>Reads which callers a function wants: <c>jwt_auth</c> and what goes with it.</summary>
internal static class CallerVariables
{
    private const string NamespaceFile = "/var/run/secrets/kubernetes.io/serviceaccount/namespace";
    private static readonly Uri Local = new("http://127.0.0.1:8000/");

    /// <summary>The checks; null when everyone may call.</summary>
    /// <exception cref="WatchdogStartException">Callers are to be checked, but for which function is not said.</exception>
    public static CallerChecks? Read(FunctionVariables variables)
    {
        if (!variables.Flag("jwt_auth", false))
            return null;
        var checks = new CallerChecks
        {
            Function = variables.Text("OPENFAAS_NAME") ?? throw new WatchdogStartException("jwt_auth is set, and OPENFAAS_NAME is not: set it to the function's name, which tokens must name."),
            Namespace = variables.Text("OPENFAAS_NAMESPACE") ?? ServiceAccount()
                ?? throw new WatchdogStartException("jwt_auth is set, and OPENFAAS_NAMESPACE is not: set it to the function's namespace, which tokens must name."),
            Debug = variables.Flag("jwt_auth_debug", false),
        };
        return variables.Flag("jwt_auth_local", false) ? checks with { Authority = Local } : checks;
    }

    private static string? ServiceAccount()
    {
        try
        {
            return File.ReadAllText(NamespaceFile).Trim() is { Length: > 0 } text ? text : null;
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            // Not in a cluster; the variable is asked for.
            return null;
        }
    }
}
