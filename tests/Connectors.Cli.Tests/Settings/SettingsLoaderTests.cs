using Connectors.Cli.Settings;
using Connectors.Core.Units;

namespace Connectors.Cli.Tests.Settings;

public sealed class SettingsLoaderTests : IDisposable
{
    private static readonly Type[] Types =
        [typeof(WorkerSample), typeof(SourcesSample), typeof(BagSample), typeof(GatewaySample), typeof(ProviderSettings), typeof(QueueKindSettings)];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Defaults_stand_when_nothing_is_said()
    {
        var settings = Load();
        Assert.Empty(settings.Faults);
        Assert.Equal(64, settings.Get<WorkerSample>().MaxInflight);
        Assert.Equal(["default"], settings.Get<WorkerSample>().Lanes.Keys);
        Assert.False(settings.IsSet("worker"));
        Assert.Null(settings.OriginOf("worker.max-inflight"));
    }

    [Fact]
    public void Every_type_is_read_from_a_file()
    {
        var settings = Load("""
            worker:
              max-inflight: 3
              UpstreamTimeout: 1m30s
              max_body_bytes: 2MiB
              backoff: full-jitter
              proportion: 0.5
              budget: 5000000000
              enabled: yes
              target: https://example.com/x
              codes: [ 500, 502 ]
              allow: [ "*.example.com", "10.0.0.0/8" ]
              word: "  kept as it is "
              lanes:
                fast: { width: 9, names: [ a, b ] }
                slow: {}
            """);
        Assert.Empty(settings.Faults);
        var worker = settings.Get<WorkerSample>();
        Assert.Equal((3, TimeSpan.FromSeconds(90), ByteSize.MiB(2), Backoff.FullJitter), (worker.MaxInflight, worker.UpstreamTimeout, worker.MaxBodyBytes, worker.Backoff));
        Assert.Equal((0.5, 5_000_000_000, true, new Uri("https://example.com/x")), (worker.Proportion, worker.Budget, worker.Enabled, worker.Target));
        Assert.Equal([500, 502], worker.Codes);
        Assert.Equal(["*.example.com", "10.0.0.0/8"], worker.Allow);
        Assert.Equal("  kept as it is ", worker.Word);
        Assert.Equal(["fast", "slow"], worker.Lanes.Keys.Order());
        Assert.Equal(9, worker.Lanes["fast"].Width);
        Assert.Equal(["a", "b"], worker.Lanes["FAST"].Names);
        Assert.Equal(1, worker.Lanes["slow"].Width);
        Assert.Equal($"{folder.Path}/connectors.yml:2", settings.OriginOf("worker.max-inflight"));
    }

    [Theory]
    [InlineData(1, 2, 3, 4, 1)]
    [InlineData(null, 2, 3, 4, 2)]
    [InlineData(null, null, 3, 4, 3)]
    [InlineData(null, null, null, 4, 4)]
    [InlineData(null, null, null, null, 64)]
    public void The_first_source_in_precedence_wins(int? flag, int? variable, int? openFaas, int? file, int expected)
    {
        var environment = new Dictionary<string, string>();
        if (variable is not null)
            environment["CONNECTORS_WORKER__MAX_INFLIGHT"] = $"{variable}";
        if (openFaas is not null)
            environment["max_inflight"] = $"{openFaas}";
        var settings = Load(file is null ? null : $"worker: {{ max-inflight: {file} }}", environment,
            flag is null ? [] : [new SettingFlag("worker.max-inflight", $"{flag}", "--max-inflight")]);
        Assert.Empty(settings.Faults);
        Assert.Equal(expected, settings.Get<WorkerSample>().MaxInflight);
    }

    [Theory]
    [InlineData("CONNECTORS_WORKER__ALLOW", "a.com, b.com,", "a.com|b.com")]
    [InlineData("connectors_worker__allow", "a.com", "a.com")]
    [InlineData("CONNECTORS_WORKER__ALLOW", "", "")]
    public void Lists_in_variables_are_separated_by_commas(string variable, string value, string expected) =>
        Assert.Equal(expected, string.Join('|', Load(environment: new() { [variable] = value }).Get<WorkerSample>().Allow));

    [Fact]
    public void A_whole_number_is_a_duration_in_seconds_and_an_empty_OpenFaaS_variable_is_absent()
    {
        Assert.Equal(TimeSpan.FromSeconds(8), Load(environment: new() { ["upstream_timeout"] = "8" }).Get<WorkerSample>().UpstreamTimeout);
        Assert.Equal(TimeSpan.FromSeconds(60), Load(environment: new() { ["upstream_timeout"] = "" }).Get<WorkerSample>().UpstreamTimeout);
    }

    [Fact]
    public void A_section_may_be_its_entries()
    {
        var settings = Load(
            "webhooks:\n  github: { kind: github, secret-file: a }\n  MaxDeliveries: 9\n",
            new() { ["CONNECTORS_WEBHOOKS__GITHUB__SECRET_FILE"] = "b", ["CONNECTORS_WEBHOOKS__MY_SHOP__KIND"] = "hmac" });
        Assert.Empty(settings.Faults);
        var webhooks = settings.Get<SourcesSample>();
        Assert.Equal(9, webhooks.MaxDeliveries);
        Assert.Equal(["github", "my-shop"], webhooks.Sources.Keys.Order());
        Assert.Equal(("github", "b"), (webhooks.Sources["github"].Kind, webhooks.Sources["github"].SecretFile));
    }

    [Theory]
    [InlineData("webhooks:", true)]
    [InlineData("webhooks: {}", true)]
    [InlineData("webhooks: { github: { kind: github } }", true)]
    [InlineData("worker: {}", false)]
    public void An_empty_section_is_known_to_be_there(string file, bool expected)
    {
        var settings = Load(file);
        Assert.Empty(settings.Faults);
        Assert.Equal(expected, settings.IsSet("webhooks"));
    }

    [Fact]
    public void Entries_may_be_any_texts()
    {
        var settings = Load("bag: { socket.timeout.ms: 5, client.id: me }");
        Assert.Empty(settings.Faults);
        Assert.Equal("5", settings.Get<BagSample>().Properties["socket.timeout.ms"]);
    }

    [Theory]
    [InlineData("provider: process", "", null)]
    [InlineData("provider:", "", null)]
    [InlineData("provider: faasd", "", null)]
    [InlineData("provider: faas-netes", "", null)]
    [InlineData("", "ftp://far:8081/", "provider 'ftp://far:8081/' is neither http nor https")]
    [InlineData("", "docker", "provider 'docker' is not known")]
    [InlineData("provider: { name: process }", "", "unknown setting 'provider.name'")]
    [InlineData("queue: { kind: sqlite }", "", null)]
    [InlineData("queue: { kind: jetstream }", "", "queue.kind is jetstream, but queue.url says no server")]
    [InlineData("queue: { kind: kafka }", "", "queue.kind 'kafka' is not known")]
    [InlineData("queue: { url: nats://x }", "", "queue.url names a server")]
    public void Sections_that_are_one_value_and_what_is_not_there_yet(string file, string variable, string? fault)
    {
        var settings = Load(file, variable.Length > 0 ? new() { ["CONNECTORS_PROVIDER"] = variable } : null);
        if (fault is null)
            Assert.Empty(settings.Faults);
        else
            Assert.Contains(fault, Assert.Single(settings.Faults).What);
    }

    [Fact]
    public void Two_classes_may_share_a_section()
    {
        var settings = SettingsLoader.Load([typeof(WorkerSample), typeof(WorkerAgainSample)], Sources("worker: { max-inflight: 2, color: red, word: x }"));
        Assert.Empty(settings.Faults);
        Assert.Equal((2, 2, "red", "x"), (settings.Get<WorkerSample>().MaxInflight, settings.Get<WorkerAgainSample>().MaxInflight, settings.Get<WorkerAgainSample>().Color, settings.Get<WorkerSample>().Word));
    }

    [Theory]
    [InlineData("worker: { max-inflight: many }", 1, "worker.max-inflight: 'many' is not a whole number; write for example 10")]
    [InlineData("worker:\n  max-inflight: 0", 2, "worker.max-inflight is 0; write 1 or more")]
    [InlineData("worker: { upstream-timeout: 5 minutes }", 1, "worker.upstream-timeout: '5 minutes' is not a duration; write for example 90s, 1h30m or whole seconds")]
    [InlineData("worker: { max-body-bytes: 5 apples }", 1, "is not a size; write for example 64MiB")]
    [InlineData("worker: { backoff: none }", 1, "worker.backoff: 'none' is not one of exponential, full-jitter")]
    [InlineData("worker: { enabled: maybe }", 1, "worker.enabled: 'maybe' is not one of true, false")]
    [InlineData("worker: { proportion: NaN }", 1, "is not a number")]
    [InlineData("worker: { target: here }", 1, "is not a URL")]
    [InlineData("worker: { codes: [ 500, five ] }", 1, "worker.codes: 'five' is not a whole number")]
    [InlineData("worker: { word: [ a ] }", 1, "worker.word takes one value, not a list")]
    [InlineData("worker: { codes: [ { a: b } ] }", 1, "worker.codes is a list of something other than words and numbers")]
    [InlineData("worker: { lanes: { fast: { width: x } } }", 1, "worker.lanes.fast.width: 'x' is not a whole number")]
    [InlineData("worker: { max-inflihgt: 3 }", 1, "unknown setting 'worker.max-inflihgt'; did you mean 'worker.max-inflight'?")]
    [InlineData("worker: { lanes: { fast: { widht: 3 } } }", 1, "unknown setting 'worker.lanes.fast.widht'; did you mean 'worker.lanes.fast.width'?")]
    [InlineData("worker: { zzzzzzzzzzzz: 3 }", 1, "'connectors settings' lists all there are")]
    [InlineData("worker: { word: { a: b } }", 1, "unknown setting 'worker.word.a'")]
    [InlineData("worker: 5", 1, "'worker' is a section, not a value; write keys below it, such as worker.max-inflight")]
    [InlineData("wroker: { max-inflight: 3 }", 1, "unknown section 'wroker'; did you mean 'worker'?")]
    [InlineData("webhooks: { github: { secretfil: x, kind: github } }", 1, "did you mean 'webhooks.github.secret-file'?")]
    [InlineData("webhooks:\n  shop: {}", 2, "webhooks.shop.kind is missing")]
    [InlineData("worker:\n  max-inflight: 1\n  MAX_INFLIGHT: 2", 3, "is given twice")]
    [InlineData("worker:\n  word: a\n  word: b", 3, "key 'word' stands twice")]
    [InlineData("worker: [", 1, "not valid YAML")]
    [InlineData("- worker", 1, "a settings file is a mapping of sections")]
    public void What_is_wrong_in_a_file_names_its_line(string file, int line, string reason)
    {
        var fault = Assert.Single(Load(file).Faults);
        Assert.Contains(reason, fault.What);
        // A missing key has no line: the sentence names it.
        if (!reason.EndsWith("is missing", StringComparison.Ordinal))
            Assert.Equal($"{folder.Path}/connectors.yml:{line}", fault.Where);
    }

    [Theory]
    [InlineData("CONNECTORS_WORKER__MAX_INFLIGHT", "x", "worker.max-inflight: 'x' is not a whole number")]
    [InlineData("CONNECTORS_WORKER__MAX_INFLIGHT", "", "worker.max-inflight: '' is not a whole number")]
    [InlineData("CONNECTORS_WORKER__MAX_INFLIGHT", "-1", "worker.max-inflight is -1; write 1 or more")]
    [InlineData("CONNECTORS_WORKER__MAXIMUM", "1", "unknown setting 'worker.maximum'")]
    [InlineData("CONNECTORS_WORKER_MAX_INFLIGHT", "1", "write CONNECTORS_WORKER__MAX_INFLIGHT")]
    public void What_is_wrong_in_the_environment_names_the_variable(string variable, string value, string reason)
    {
        var fault = Assert.Single(Load(environment: new() { [variable] = value }).Faults);
        Assert.Contains(reason, fault.What);
        Assert.Equal(variable, fault.Where);
    }

    [Theory]
    [InlineData("CONNECTORS_SERVICE_HOST", "10.0.0.1")]
    [InlineData("CONNECTORS_PORT_8080_TCP", "tcp://10.0.0.1:8080")]
    [InlineData("CONNECTORS_", "")]
    public void Variables_that_orchestrators_make_are_left_alone(string variable, string value) =>
        Assert.Empty(Load(environment: new() { [variable] = value }).Faults);

    [Fact]
    public void A_variable_of_OpenFaaS_that_cannot_be_read_leaves_the_default_and_a_remark()
    {
        var settings = Load(environment: new() { ["max_inflight"] = "lots" });
        Assert.Empty(settings.Faults);
        var remark = Assert.Single(settings.Remarks);
        Assert.Equal("max_inflight", remark.Where);
        Assert.Contains("'lots' is not a whole number", remark.What);
        Assert.Equal(Load().Text("worker.max-inflight"), settings.Text("worker.max-inflight"));
    }

    [Fact]
    public void Two_spellings_of_one_variable_are_refused() =>
        Assert.Contains("is given twice", Assert.Single(Load(environment: new() { ["CONNECTORS_WORKER__WORD"] = "a", ["CONNECTORS_WORKER__WO_RD"] = "b" }).Faults).What);

    [Fact]
    public void Everything_that_is_wrong_in_all_sources_is_reported_at_once()
    {
        var settings = Load(
            "worker:\n  max-inflight: x\n  unknown: 1\n  enabled: 7\n",
            new() { ["CONNECTORS_WORKER__BUDGET"] = "x", ["upstream_timeout"] = "soon" },
            [new SettingFlag("worker.proportion", "x", "--proportion"), new SettingFlag("queue.kind", "jetstream", "--nats")]);
        Assert.Equal(
            ["--nats", "--proportion", $"{folder.Path}/connectors.yml:2", $"{folder.Path}/connectors.yml:3", $"{folder.Path}/connectors.yml:4", "CONNECTORS_WORKER__BUDGET"],
            settings.Faults.Select(fault => fault.Where!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_missing_file_is_a_fault() =>
        Assert.Equal("/nowhere/connectors.yml: there is no such file",
            Assert.Single(SettingsLoader.Load(Types, new SettingSources { ConfigFile = "/nowhere/connectors.yml" }).Faults).ToString());

    [Theory]
    [InlineData(true, "secrets/github", "/config/secrets/github")]
    [InlineData(true, "../x", "/x")]
    [InlineData(true, "/abs", "/abs")]
    [InlineData(false, "secrets/github", "/data/secrets/github")]
    public void Relative_paths_lead_from_the_file_or_from_the_data(bool file, string path, string expected)
    {
        var sources = new SettingSources { ConfigFile = file ? "/config/connectors.yml" : null, DataDirectory = "/data" };
        Assert.Equal(expected, new SettingPaths(sources).Resolve(path));
    }

    [Fact]
    public void A_tilde_is_the_home_directory() =>
        Assert.Equal(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube/config"), new SettingPaths(new SettingSources()).Resolve("~/.kube/config"));

    [Theory]
    [InlineData("MaxInflight", "max-inflight")]
    [InlineData("Kind", "kind")]
    [InlineData("CNIBinDir", "cni-bin-dir")]
    [InlineData("H2cListen", "h2c-listen")]
    public void Keys_are_property_names_in_kebab_case(string property, string key) => Assert.Equal(key, SettingKey.Kebab(property));

    private LoadedSettings Load(string? file = null, Dictionary<string, string>? environment = null, IReadOnlyList<SettingFlag>? flags = null) =>
        SettingsLoader.Load(Types, Sources(file) with { Environment = environment ?? [], Flags = flags ?? [] });

    private SettingSources Sources(string? file) =>
        new() { ConfigFile = file is null ? null : folder.Write("connectors.yml", file), DataDirectory = folder.Path };
}
