using System.Security.Cryptography;
using System.Text;

namespace Connectors.Cli.Banner;

/// <summary>Three lines that work when pasted into a shell.</summary>
internal static class BannerExamples
{
    private const string Push = """{"ref":"refs/heads/main","repository":{"full_name":"you/yours"}}""";
    private const string Doorbell = """{"value1":"front door"}""";
    private const string Callee = "shout";
    private const string CallbackFunction = "receiver";

    /// <summary>An asynchronous call with its callback, and one delivery of each webhook source; without sources, calls alone.</summary>
    public static IReadOnlyList<string> Of(BannerModel model)
    {
        var lines = new List<string>();
        var open = model.Functions.Where(function => function.IsOpen).ToList();
        var callee = open.Find(function => function.CallName == Callee) ?? (open.Count > 0 ? open[0] : null);
        if (callee is not null && (model.Webhooks is null || !model.HasWorker))
            lines.Add($"{Curl(model)} -d hello {Url(model, $"function/{callee.CallName}")}");
        if (callee is not null && model.HasWorker)
            lines.Add(Asynchronous(model, callee));
        if (model.Webhooks is { } secrets)
        {
            lines.Add(GitHub(model, secrets.GitHub));
            lines.Add(Ifttt(model, secrets.IftttFile));
        }
        if (lines.Count < 3)
            lines.Add(List(model));
        return lines;
    }

    private static string Asynchronous(BannerModel model, BannerFunction callee)
    {
        var receiver = model.Functions.FirstOrDefault(function => function.IsOpen && function.CallName == CallbackFunction);
        var callback = receiver is null ? "" : $" -H {ShellText.Quote($"X-Callback-Url: {Url(model, $"function/{receiver.CallName}")}")}";
        return $"{Curl(model)} -i -d hello{callback} {Url(model, $"async-function/{callee.CallName}")}";
    }

    // The delivery's id makes it known again: each run of the line must send another one, or it counts as a repetition.
    private static string GitHub(BannerModel model, string secret)
    {
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(Push)));
        return $"{Curl(model)} -i -d '{Push}' -H 'Content-Type: application/json' -H 'X-GitHub-Event: push' -H \"X-GitHub-Delivery: $(date +%s)\""
            + $" -H 'X-Hub-Signature-256: sha256={signature}' {Url(model, "webhook/github")}";
    }

    // The key itself stays out of logs that keep what is printed.
    private static string Ifttt(BannerModel model, string keyFile) =>
        $"{Curl(model)} -i -d '{Doorbell}' -H 'Content-Type: application/json' -H \"Authorization: Bearer $(cat {ShellText.Quote(keyFile)})\" {Url(model, "webhook/ifttt/doorbell")}";

    private static string List(BannerModel model)
    {
        var credentials = model.Credentials is { } who ? $" -u \"{who.User}:$(cat {ShellText.Quote(who.PasswordFile)})\"" : "";
        return $"{Curl(model)}{credentials} {Url(model, "system/functions")}";
    }

    private static string Curl(BannerModel model) =>
        model is { CaFile: { } file, Gateway.Scheme: "https" } ? $"curl --cacert {ShellText.Quote(file)}" : "curl";

    private static string Url(BannerModel model, string path) => new Uri(model.Gateway, path).ToString();
}
