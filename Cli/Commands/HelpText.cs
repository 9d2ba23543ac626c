namespace FfiIsolation.Cli.Commands;

/// <summary>The parts of the help that are about words and numbers rather than options. docs/command-line.md quotes them; a test holds the two together.</summary>
internal static class HelpText
{
    public const string Arguments =
        """
        Arguments, one for each parameter; everything behind the prototype is one, whatever it begins with:
          42 -1 0x2a 'a' '\n' 1.5e3 inf   a number as C writes it; it must fit, nothing is cut
          true false                      a bool
          hello "two words"               text, for a pointer to char (UTF-8, with its terminator),
                                          wchar_t (UTF-32), char16_t or char32_t
          text:null                       text that would mean something else; also for void *
          null                            the null pointer
          addr:0x1234                     a raw address
          hex:48656c6c6f file:PATH        bytes that the function reads, without a terminator
          {1, 2, 3}                       values that it reads, for a pointer to numbers (to
                                          plain char they are text)
          {1, 2} {.x = 1}                 a struct or union as C initialises one; for a pointer
                                          to structs too, and {{1, 2}, {3, 4}} are two of them
          RED                             a constant of an enum
          '1 + 2i'                        a complex number
          out:N                           a buffer of N bytes that it fills, 134217728 at most
          out                             room for one value, for a pointer to numbers, to structs or to a pointer
          inout:TEXT inout:hex:... inout:file:PATH
                                          a buffer that it changes; for a pointer to numbers,
                                          inout:100 or inout:{1, 2} are values of its type
        """;

    public const string ExitStatus =
        """

        Exit status:
          0   completed                                 69  no worker, or quarantined
          64  bad usage, prototype or argument          70  crashed, threw, or worker lost
          66  library or symbol not found               75  timed out or cancelled
          1   a demo in which something went otherwise than expected, or a declaration that is wrong
        """;
}
