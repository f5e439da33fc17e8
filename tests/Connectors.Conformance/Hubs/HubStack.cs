namespace Connectors.Conformance.Hubs;

/// <summary>The stack file of the walk-through.</summary>
public static class HubStack
{
    /// <summary>How many functions it has.</summary>
    public const int Functions = 4;

    public static async Task<string> WriteAsync(string file, string image)
    {
        await File.WriteAllTextAsync(file, $$"""
            version: 1.0
            provider: { name: openfaas, gateway: "http://127.0.0.1:8080" }
            functions:
              shout:
                image: {{image}}
                fprocess: tr a-z A-Z
              receiver:
                image: {{image}}
                fprocess: cat
              tell:
                image: {{image}}
                fprocess: sh -c 'echo -n "$Http_X_Topic"'
                annotations: { topic: "github.push, ifttt.doorbell, orders.created" }
              tick:
                image: {{image}}
                fprocess: sh -c 'echo ticked >&2'
                environment: { combine_output: "false" }
                annotations: { topic: cron-function, schedule: "* * * * * *" }
            """, TestContext.Current.CancellationToken);
        return file;
    }
}
