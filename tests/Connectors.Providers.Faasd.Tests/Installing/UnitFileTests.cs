using Connectors.Providers.Faasd.Installing;
using Connectors.TestServers;

namespace Connectors.Providers.Faasd.Tests.Installing;

public sealed class UnitFileTests : IDisposable
{
    private readonly TempDirectory folder = new("units");

    public void Dispose() => folder.Dispose();

    private string Path => folder.Below("sub/connectors.service");

    [Fact]
    public void What_was_written_is_known_again_and_what_an_earlier_release_has_written_too()
    {
        var unit = new UnitFile(Path, "[Unit]\nA=1\n");
        Assert.Equal(UnitState.Missing, unit.State());

        unit.Write();

        Assert.Equal(UnitState.Same, unit.State());
        Assert.Equal(UnitState.Older, new UnitFile(Path, "[Unit]\nA=2\n").State());
    }

    [Theory]
    [InlineData("A=1", "A=3")]
    [InlineData("# Written", "# Typed")]
    public void What_somebody_has_changed_is_seen(string what, string instead)
    {
        var unit = new UnitFile(Path, "[Unit]\nA=1\n");
        unit.Write();
        File.WriteAllText(Path, File.ReadAllText(Path).Replace(what, instead, StringComparison.Ordinal));

        Assert.Equal(UnitState.Changed, unit.State());
    }

    [Fact]
    public void What_is_replaced_is_kept_under_a_name_that_nobody_has()
    {
        Directory.CreateDirectory(folder.Below("sub"));
        File.WriteAllText(Path, "one");
        var unit = new UnitFile(Path, "[Unit]\n");

        Assert.Equal(Path + ".old", unit.KeepOld());
        Assert.Equal(Path + ".old2", unit.KeepOld());

        unit.Write();
        Assert.Equal("one", File.ReadAllText(Path + ".old"));
    }
}
