/**
 * Text that becomes a part of a T-SQL statement: what may be in it and how long it may be. Source: VDI reference 6.
 */
import { z } from "zod";

/** Characters (UTF-16 units) of an identifier: SQL Server's sysname. */
export const identifierCharsMax = 128;
/** Of a file on the server. */
const pathCharsMax = 259;

/** A lone surrogate cannot be sent; a NUL ends text in too many places to be trusted. */
const isSendable = (text: string): boolean => !/[\0\p{Surrogate}]/u.test(text);

export const sqlText = (charsMax: number): z.ZodType<string> =>
  z.string().min(1).max(charsMax).refine(isSendable, "text that T-SQL cannot carry");

/** Name of a database, a logical file, a certificate. */
export const sqlNameSchema = sqlText(identifierCharsMax);
/** Path of a file as the server sees it. */
export const serverPathSchema = sqlText(pathCharsMax);
