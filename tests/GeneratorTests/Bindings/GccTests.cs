using FfiIsolation.GeneratorTests.Support;

namespace FfiIsolation.GeneratorTests.Bindings;

/// <summary>What <c>ffi bind</c> writes against gcc, which compiles the same header: sizes, places of members, values of constants, and bit-fields, read and written.</summary>
public sealed class GccTests
{
    [Theory(Timeout = Patience.Deadline)]
    [InlineData("zlib.h", "z", 30, 0, 30)]
    [InlineData("sqlite3.h", "sqlite3", 100, 0, 300)]
    [InlineData("openssl/evp.h", "crypto", 80, 0, 200)]
    public Task Headers_of_libraries(string header, string library, int fields, int bitFields, int constants) => CompareAsync(header, [], fields, bitFields, constants, "--library", library);

    [Fact(Timeout = Patience.Deadline)]
    public Task A_header_with_everything() => CompareAsync("shapes.h", ["-I" + Ffi.Shapes], 22, 4, 10, "--library", "shapes", "-I", Ffi.Shapes);

    [Fact(Timeout = Patience.Deadline)]
    public Task What_only_headers_of_odd_taste_have() => CompareAsync(Ffi.Odd, [], 30, 20, 20, "--library", "shapes");

    private static async Task CompareAsync(string header, string[] options, int leastFields, int leastBitFields, int leastConstants, params string[] arguments)
    {
        SampleProgram bound = await Ffi.BindAsync([header, .. arguments]);
        var questions = new GccQuestions(bound.Output);
        Assert.True(questions.Fields >= leastFields && questions.BitFields >= leastBitFields && questions.Constants >= leastConstants, $"{questions.Fields} fields, {questions.BitFields} bit-fields, {questions.Constants} constants");
        string[] gcc = await GccAnswers.OfGccAsync(questions, header, options), own = GccAnswers.OfBinding(questions, bound.Output);
        Assert.Equal(questions.All.Count, gcc.Length);
        Assert.Equal(questions.All.Zip(gcc, (question, answer) => $"{question.About}: {answer}"), questions.All.Zip(own, (question, answer) => $"{question.About}: {answer}"));
    }
}
