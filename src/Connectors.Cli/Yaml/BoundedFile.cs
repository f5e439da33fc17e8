using System.Text;
using Connectors.Cli.Faults;

namespace Connectors.Cli.Yaml;

/// <summary>Reads small text files without trusting their size: devices and pipes without end included.</summary>
internal static class BoundedFile
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, or null and a fault that names the file.</summary>
    public static string? Read(string path, string shownAs, ICollection<Fault> faults)
    {
        try
        {
            if (Directory.Exists(path))
                return Refuse(faults, shownAs, "is a directory; name a file");
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[YamlBounds.MaxBytes + 1];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length > YamlBounds.MaxBytes
                ? Refuse(faults, shownAs, $"is larger than {YamlBounds.MaxBytes >> 20} MiB")
                : Strict.GetString(buffer, 0, length).TrimStart('\uFEFF');
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return Refuse(faults, shownAs, "there is no such file");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Refuse(faults, shownAs, $"cannot be read: {fault.Message}");
        }
        catch (DecoderFallbackException)
        {
            return Refuse(faults, shownAs, "is not UTF-8 text");
        }
    }

    private static string? Refuse(ICollection<Fault> faults, string file, string what)
    {
        faults.Add(new Fault(file, what));
        return null;
    }
}
