using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Connectors.Providers.Faasd.Specs.Users;

/// <summary>
/// Reads a file of an image as the image's programs would see it. Images are hostile: a link may point out of them, and what is called
/// <c>passwd</c> may be a device or have no end.
/// </summary>
internal static partial class RootedFile
{
    private const long OpenAt2 = 437;
    private const int OpenPath = 0x200000 | 0x80000; // O_PATH | O_CLOEXEC
    private const ulong ResolveInRoot = 0x10;
    private const ulong ResolveNoMagicLinks = 0x02;
    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint StatType = 0x1;
    private const int StatModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int NoSuchFile = 2;
    private const int NotADirectory = 20;

    /// <summary>Who is known in the image that is mounted at <paramref name="root"/>.</summary>
    /// <exception cref="IOException">A file is there and cannot be read; the message says which and why.</exception>
    public static ImageAccounts ReadAccounts(string root) => new(Read(root, "etc/passwd", 1 << 20), Read(root, "etc/group", 1 << 20));

    /// <summary>The text; empty when there is no such file.</summary>
    /// <exception cref="IOException">It is no file, too long, or leads nowhere.</exception>
    public static string Read(string root, string path, int longest)
    {
        using var directory = Open(root);
        var how = new OpenHow { Flags = OpenPath, Resolve = ResolveInRoot | ResolveNoMagicLinks };
        var descriptor = SystemCall(OpenAt2, directory.DangerousGetHandle(), path, in how, Marshal.SizeOf<OpenHow>());
        if (descriptor < 0)
            return Marshal.GetLastPInvokeError() is NoSuchFile or NotADirectory ? "" : throw Failure(path, Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
        using var found = new SafeFileHandle((nint)descriptor, ownsHandle: true);
        if (!IsRegularFile(found))
            throw Failure(path, "it is not a regular file");
        using var file = new FileStream(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        return ReadText(file, path, longest);
    }

    private static string ReadText(FileStream file, string path, int longest)
    {
        var content = new byte[Math.Min(file.Length, longest) + 1];
        var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        if (length > longest)
            throw Failure(path, string.Create(CultureInfo.InvariantCulture, $"it is longer than {longest} bytes"));
        return Encoding.UTF8.GetString(content, 0, length);
    }

    private static SafeFileHandle Open(string root)
    {
        var descriptor = OpenFile(root, OpenPath, 0);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw Failure(root, Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError()));
    }

    private static bool IsRegularFile(SafeFileHandle file)
    {
        Span<byte> stat = stackalloc byte[256];
        if (Stat((int)file.DangerousGetHandle(), "", EmptyPath, StatType, ref MemoryMarshal.GetReference(stat)) != 0)
            return false;
        var mode = BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(stat[StatModeOffset..]) : BinaryPrimitives.ReadUInt16BigEndian(stat[StatModeOffset..]);
        return (mode & TypeMask) == RegularFile;
    }

    private static IOException Failure(string path, string why) => new($"{path} of the image cannot be read: {why}. Use another image, or build it anew.");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int directory, string path, int flags, uint mask, ref byte buffer);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long SystemCall(long number, nint directory, string path, in OpenHow how, nint size);

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
