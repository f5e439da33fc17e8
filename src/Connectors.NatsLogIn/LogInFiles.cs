using NATS.Client.Core;
using NATS.NKeys;

namespace Connectors.NatsLogIn;

/// <summary>Who a process is to its server. The files are read and looked through before there is a connection, so that a wrong one is named.</summary>
internal static class LogInFiles
{
    private const string JwtBegins = "BEGIN NATS USER JWT";
    private const string SeedBegins = "BEGIN USER NKEY SEED";

    /// <exception cref="LogInException">A file cannot be read, or holds something else.</exception>
    public static NatsAuthOpts Read(LogInSettings settings) => settings switch
    {
        { CredsFile: { } path } => Creds(settings.File("creds-file", path)),
        { NkeyFile: { } path } => Nkey(settings.File("nkey-file", path)),
        { User: { } user, PasswordFile: { } path } => new() { Username = user, Password = Password(settings.File("password-file", path)) },
        _ => NatsAuthOpts.Default,
    };

    private static string Password(SettingFile file)
    {
        var text = file.Text();
        return text.AsSpan().ContainsAny('\r', '\n') ? throw file.Wrong("has more than one line", "write the password alone, in one line") : text;
    }

    private static NatsAuthOpts Nkey(SettingFile file)
    {
        const string Remedy = "write a user's seed there, which begins with SU (`nk -gen user` makes one)";
        var seed = Lines(file).FirstOrDefault(line => line.StartsWith('S')) ?? throw file.Wrong("holds no nkey seed", Remedy);
        return new() { NKey = PublicKey(file, seed, Remedy), Seed = seed };
    }

    private static NatsAuthOpts Creds(SettingFile file)
    {
        const string Remedy = "write it anew with `nsc generate creds`";
        var lines = Lines(file);
        var jwt = After(lines, JwtBegins) ?? throw file.Wrong("holds no user's JWT", Remedy);
        var seed = After(lines, SeedBegins) ?? throw file.Wrong("holds no nkey seed", Remedy);
        if (jwt.Split('.') is not [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }])
            throw file.Wrong("holds a JWT that has not three parts", Remedy);
        PublicKey(file, seed, Remedy);
        return new() { Jwt = jwt, Seed = seed };
    }

    private static string PublicKey(SettingFile file, string seed, string remedy)
    {
        try
        {
            using var pair = KeyPair.FromSeed(seed);
            return pair.GetPublicKey() is ['U', ..] user ? user : throw file.Wrong("holds a seed that is no user's", remedy);
        }
        catch (FormatException malformed)
        {
            throw file.Wrong($"holds no nkey seed ({malformed.Message.TrimEnd('.')})", remedy, malformed);
        }
    }

    private static string[] Lines(SettingFile file) => file.Text().Split('\n', StringSplitOptions.TrimEntries);

    private static string? After(string[] lines, string begin)
    {
        var at = Array.FindIndex(lines, line => line.StartsWith('-') && line.Contains(begin, StringComparison.Ordinal));
        return at >= 0 && at + 1 < lines.Length && lines[at + 1] is { Length: > 0 } line && line[0] != '-' ? line : null;
    }
}
