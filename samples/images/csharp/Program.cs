// A function in C#: everything that is posted comes back backwards. The watchdog tells by PORT where to listen.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var app = builder.Build();
app.MapPost("/{**path}", async (HttpRequest request, CancellationToken cancellation) =>
{
    using var reader = new StreamReader(request.Body);
    var text = await reader.ReadToEndAsync(cancellation);
    return Results.Text(string.Concat(text.Reverse()));
});
app.Run($"http://127.0.0.1:{Environment.GetEnvironmentVariable("PORT")}");
