using System.Globalization;
using Connectors.Core.Describing;
using Connectors.Gateway.Answers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace Connectors.Gateway.Describing;

/// <summary>The answers of an operation, those included that go without saying.</summary>
internal static class OpenApiAnswers
{
    public static OpenApiResponses Of(RouteOperation operation, JsonSchemas schemas, bool takesTokens)
    {
        var responses = new OpenApiResponses();
        foreach (var answer in operation.Description.Answers)
            responses[Text(answer.Status)] = Good(answer, schemas);
        foreach (var status in Errors(operation, takesTokens).Distinct().Order())
            responses.TryAdd(Text(status), Error(status));
        return responses;
    }

    private static IEnumerable<int> Errors(RouteOperation operation, bool takesTokens)
    {
        foreach (var status in operation.Description.Errors)
            yield return status;
        if (operation.IsGuarded)
        {
            yield return StatusCodes.Status401Unauthorized;
            yield return StatusCodes.Status403Forbidden;
            // Too many wrong ones before.
            yield return StatusCodes.Status429TooManyRequests;
            // The issuer's keys could not be asked for.
            if (takesTokens)
                yield return StatusCodes.Status503ServiceUnavailable;
        }
        if (operation.Description is { Body: not null } or { BodyType: not null })
        {
            yield return StatusCodes.Status400BadRequest;
            yield return StatusCodes.Status408RequestTimeout;
            yield return StatusCodes.Status413PayloadTooLarge;
        }
        yield return StatusCodes.Status500InternalServerError;
    }

    private static OpenApiResponse Good(OperationAnswer answer, JsonSchemas schemas)
    {
        var response = new OpenApiResponse { Description = answer.Description };
        if (answer.Body is not null || answer.MediaType is not null)
        {
            response.Content = new Dictionary<string, IOpenApiMediaType>
            {
                [answer.MediaType ?? "application/json"] = new OpenApiMediaType { Schema = answer.Body is null ? null : schemas.Of(answer.Body()) },
            };
        }
        return response;
    }

    private static OpenApiResponse Error(int status) => new()
    {
        Description = ReasonPhrases.GetReasonPhrase(status),
        Headers = new Dictionary<string, IOpenApiHeader>
        {
            [PlainAnswer.InternalHeader] = new OpenApiHeader { Description = "gateway: these are not a function's words.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
        },
        Content = new Dictionary<string, IOpenApiMediaType>
        {
            ["text/plain"] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "One line that says what was wrong with which name." } },
        },
    };

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
