var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
var app = builder.Build();
app.MapGet("/", () => "");
app.Run($"http://127.0.0.1:{Environment.GetEnvironmentVariable("port")}");
