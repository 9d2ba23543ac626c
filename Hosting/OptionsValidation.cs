using Microsoft.Extensions.Options;

namespace FfiIsolation.Extensions.Hosting;

/// <summary>The checks that a host makes when it starts, made when the application does.</summary>
internal sealed class OptionsValidation : IValidateOptions<NativeHostOptions>
{
    public ValidateOptionsResult Validate(string? name, NativeHostOptions options)
    {
        string host = string.IsNullOrEmpty(name) ? "FfiIsolation" : $"FfiIsolation '{name}'";
        IReadOnlyList<string> mistakes = options.FindMistakes();
        return mistakes.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(mistakes.Select(mistake => $"{host}: {mistake}"));
    }
}
