namespace Connectors.Cli.Data;

/// <summary>The secrets of the webhook sources that there are when nothing is configured.</summary>
/// <param name="GitHub">Signs GitHub's deliveries.</param>
/// <param name="Ifttt">The key of IFTTT's requests.</param>
/// <param name="GitHubFile">The file that holds GitHub's.</param>
/// <param name="IftttFile">The file that holds IFTTT's.</param>
internal sealed record WebhookSecrets(string GitHub, string Ifttt, string GitHubFile, string IftttFile)
{
    /// <summary>Those of the hub, made when they are first asked for.</summary>
    /// <exception cref="DataDirectoryException">They cannot be read or stored.</exception>
    public static WebhookSecrets Of(SecretFiles secrets) =>
        new(secrets.GetOrGenerate("github"), secrets.GetOrGenerate("ifttt"), secrets.PathOf("github"), secrets.PathOf("ifttt"));

    /// <summary>Never shows the secrets.</summary>
    public override string ToString() => $"{GitHubFile}, {IftttFile}";
}
