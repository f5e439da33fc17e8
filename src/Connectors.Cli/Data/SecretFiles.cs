using System.Security.Cryptography;
using System.Text;

namespace Connectors.Cli.Data;

/// <summary>Secrets as files that only their owner may read (mode 0600, in a directory of mode 0700), made once and then re-used.</summary>
internal sealed class SecretFiles(string directory)
{
    private const string Letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>The file of a secret.</summary>
    public string PathOf(string name) => Path.Combine(directory, name);

    /// <summary>A random secret of 40 letters and digits, made at the first call.</summary>
    /// <exception cref="DataDirectoryException">It cannot be read or stored, or its file is empty.</exception>
    public string GetOrGenerate(string name) => GetOrCreate(name, () => RandomNumberGenerator.GetString(Letters, 40));

    /// <summary>The secret without surrounding blanks; its file is made with the initial value where missing.</summary>
    /// <exception cref="MissingSecretException">Its file is empty.</exception>
    /// <exception cref="DataDirectoryException">It cannot be read or stored.</exception>
    public string GetOrCreate(string name, Func<string> initial)
    {
        var file = PathOf(name);
        try
        {
            Directory.CreateDirectory(directory, OwnerDirectory);
            File.SetUnixFileMode(directory, OwnerDirectory);
            if (!File.Exists(file))
                Store(file, initial());
            var value = File.ReadAllText(file).Trim();
            return value.Length > 0 ? value : throw new MissingSecretException($"{file} is empty; write the secret into it, or remove it to have a new one made");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw DataDirectoryException.From(file, cause);
        }
    }

    // Whole or not at all: a file under its final name is complete and synced, whenever the process dies.
    private static void Store(string file, string value)
    {
        var draft = $"{file}.{RandomNumberGenerator.GetHexString(8)}.new";
        try
        {
            using (var stream = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerFile }))
            {
                stream.Write(Encoding.UTF8.GetBytes(value + "\n"));
                stream.Flush(flushToDisk: true);
            }
            File.Move(draft, file, overwrite: false);
        }
        catch
        {
            File.Delete(draft);
            throw;
        }
    }
}
