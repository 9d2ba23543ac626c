// From what a caller passes to a batch that can run: counts, types, rows. What is wrong here is the caller's mistake, and nothing has run.
using FfiIsolation.Abi;
using FfiIsolation.Calls;
using FfiIsolation.Ownership;

namespace FfiIsolation.Batches;

internal static class BatchBuilder
{
    /// <param name="results">Where the results go; null for a function whose results nobody wants, or that has none.</param>
    public static BatchRun Build(ICallScope scope, FunctionTarget function, BatchOptions options, ColumnData? results, ReadOnlySpan<NativeColumn> given)
    {
        options.Validate();
        Prototype prototype = function.Prototype;
        RefuseFunction(function);
        if (given.Length != prototype.Parameters.Length)
        {
            ArgumentException mistake = ArgumentMistake.Count(prototype, given.Length);
            throw results is null && given.Length == prototype.Parameters.Length + 1 && given[0].Data is not null
                ? new ArgumentException($"{mistake.Message}; behind the options, an array is a column: results.AsMemory() is where the results go") : mistake;
        }

        int rows = RowsOf(prototype, results, given);
        var arguments = new NativeArgument[given.Length];
        var columns = new List<BatchColumn>(given.Length + 1);
        CallLayout layout = function.Plan.Layout;
        if (results is not null || layout.Result is MemoryResult)
        {
            columns.Add(BatchColumn.OfResult(layout.Result, prototype.ReturnType.Size, ResultsOf(prototype, results)));
        }

        for (int i = 0; i < given.Length; i++)
        {
            arguments[i] = given[i].Data is { } data ? Sample(prototype, i, data) : given[i].Constant;
            RefuseOwned(prototype, i, arguments[i]);
            if (given[i].Data is { } column)
            {
                columns.Add(BatchColumn.OfParameter(i, prototype.Parameters[i], layout.Arguments[i], column));
            }
        }

        if (function.Plan.TextEncoding is { } encoding)
        {
            arguments = TextArguments.Encode(prototype, arguments, encoding).ToArray();
        }

        return new BatchRun(scope, function, options, arguments, [.. columns], rows);
    }

    private static void RefuseFunction(FunctionTarget function)
    {
        Prototype prototype = function.Prototype;
        string? why = prototype.IsVariadic ? "takes a variable number of arguments"
            : function.Deallocator is not null ? "returns memory that has to be freed, row by row"
            : prototype.TakesOwnership ? "takes memory over"
            : null;
        if (why is not null)
        {
            throw new CallRejectedException($"{prototype.Name} {why}, which a batch cannot do; call it for each row.");
        }
    }

    private static void RefuseOwned(Prototype prototype, int index, in NativeArgument argument)
    {
        if (argument.Kind is NativeArgumentKind.Kept or NativeArgumentKind.Transferred
            || (argument.Kind == NativeArgumentKind.Pointer && argument.Owner is not null)
            || argument is { Kind: NativeArgumentKind.Buffer, Buffer: PointerOut })
        {
            throw new ArgumentException(
                $"{prototype.Name}: argument {index + 1} '{prototype.Parameters[index]}' is {argument}, whose owner each row could change; a batch takes plain pointers and memory that is lent.");
        }
    }

    private static ColumnData ResultsOf(Prototype prototype, ColumnData? results)
    {
        if (results is null)
        {
            throw new ArgumentException($"{prototype.Name} returns {prototype.ReturnType} in memory of its caller; pass the memory for the results.");
        }

        return prototype.ReturnType is VoidType ? throw new ArgumentException($"{prototype.Name} returns nothing; call the overload without results.")
            : ColumnType.WhyNot(prototype.ReturnType, results.ElementType, results.ElementSize) is { } why
                ? throw new ArgumentException(
                    prototype.ReturnType is PointerType
                        ? $"{prototype.Name} returns {prototype.ReturnType}, and a batch brings no addresses or text back; call it for each row."
                        : $"{prototype.Name}: the results cannot be {results.ElementType.Name}: {why}.")
                : results;
    }

    private static int RowsOf(Prototype prototype, ColumnData? results, ReadOnlySpan<NativeColumn> given)
    {
        int? rows = results?.Rows;
        for (int i = 0; i < given.Length; i++)
        {
            if (given[i].Data is not { } column)
            {
                continue;
            }

            if (rows is { } expected && column.Rows != expected)
            {
                throw new ArgumentException(
                    $"{prototype.Name}: the column of argument {i + 1} '{prototype.Parameters[i]}' has {column.Rows} rows, and {(results is null ? "the columns before it have" : "the results have")} {expected}.");
            }

            rows = column.Rows;
        }

        return rows ?? throw new ArgumentException($"{prototype.Name}: all arguments are constants and there are no results, so nothing says how many rows there are.");
    }

    /// <summary>An argument that stands for a column in the checks that every call gets: an element for a pointer; the largest number, where that is the size of a buffer.</summary>
    private static NativeArgument Sample(Prototype prototype, int index, ColumnData column)
    {
        Parameter parameter = prototype.Parameters[index];
        if (parameter.Type is PointerType)
        {
            return column.Rows == 0 ? NativePointer.Null : column.ElementOf(0);
        }

        if (column.IsWritable)
        {
            throw new ArgumentException($"{prototype.Name}: argument {index + 1} '{parameter}' is passed by value, so nothing would come back.");
        }

        if (ColumnType.WhyNot(parameter.Type, column.ElementType, column.ElementSize) is { } why)
        {
            throw new ArgumentException($"{prototype.Name}: argument {index + 1} '{parameter}' cannot be a column of {column.ElementType.Name}: {why}.");
        }

        NativeArgument sample = column.Rows == 0 ? default : column.ValueOf(0);
        bool isSize = prototype.Parameters.Any(other => other.Access?.SizeIndex == index);
        for (int row = 1; isSize && row < column.Rows; row++)
        {
            NativeArgument other = column.ValueOf(row);
            bool isWorse = other.Kind == NativeArgumentKind.Signed ? (long)sample.Bits >= 0 && ((long)other.Bits < 0 || (long)other.Bits > (long)sample.Bits) : other.Bits > sample.Bits;
            sample = isWorse ? other : sample;
        }

        return sample;
    }
}
